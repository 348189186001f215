package dev.evenkeel.train;

import dev.evenkeel.CheckReturnValue;
import dev.evenkeel.EvenkeelException;
import dev.evenkeel.json.JsonObject;
import dev.evenkeel.layer.Settings;
import dev.evenkeel.number.Requirement;
import dev.evenkeel.train.metric.Direction;
import dev.evenkeel.train.metric.Metric;

/**
 * Ends a run when a measure of the validation examples has not improved for a number of epochs.
 *
 * @param measure the metric's name, or {@link #LOSS}
 * @param better which way is an improvement
 * @param patience after how many epochs without an improvement to stop, 1 or more
 * @param minimumImprovement what counts as one: more than this, in the measure's unit
 */
@CheckReturnValue
public record EarlyStopping(String measure, Direction better, int patience, double minimumImprovement) {
    /** The measure that is the loss itself. */
    public static final String LOSS = "loss";

    private static final String WHO = "Early stopping";

    /** @throws EvenkeelException if the patience or the minimum improvement is out of range */
    public EarlyStopping {
        Requirement.atLeastOne(WHO, "patience", patience);
        Requirement.atLeastZero(WHO, "minimum improvement", minimumImprovement);
    }

    /** Watches the loss: {@code EarlyStopping.onLoss(3)}. */
    public static EarlyStopping onLoss(int patience) {
        return new EarlyStopping(LOSS, Direction.LOWER, patience, 0);
    }

    /** Watches a metric: {@code EarlyStopping.on(accuracy(), 3)}. */
    public static EarlyStopping on(Metric metric, int patience) {
        return new EarlyStopping(metric.name(), metric.better(), patience, 0);
    }

    public EarlyStopping minimumImprovement(double improvement) {
        return new EarlyStopping(measure, better, patience, improvement);
    }

    /** Name and all settings, in a fixed order. */
    public JsonObject settings() {
        return JsonObject.of()
                .with("measure", measure)
                .with("better", Settings.wordOf(better))
                .with("patience", patience)
                .with("minimumImprovement", minimumImprovement);
    }

    /** Where a run stands before its first epoch. */
    public Progress begin() {
        return new Progress(0, 0, 0);
    }

    /** Where a run stands after one more epoch that ended with {@code value}. Not-a-number is never an improvement. */
    public Progress after(Progress before, double value) {
        int epoch = before.epochs + 1;
        boolean improved =
                before.bestEpoch == 0 ? !Double.isNaN(value) : better.isBetter(value, before.best, minimumImprovement);
        return improved ? new Progress(epoch, epoch, value) : new Progress(epoch, before.bestEpoch, before.best);
    }

    /** Whether the patience is at its end. */
    public boolean stops(Progress progress) {
        return progress.epochsSinceBest() >= patience;
    }

    /**
     * Where a run stands.
     *
     * @param epochs how many epochs have ended
     * @param bestEpoch which of them was the best, from 1; 0 before there is one
     * @param best its value; 0 before there is one
     */
    public record Progress(int epochs, int bestEpoch, double best) {
        /** How many epochs ended since the best one. */
        public int epochsSinceBest() {
            return epochs - bestEpoch;
        }

        /** Whether the latest epoch is the best. */
        public boolean improved() {
            return epochs > 0 && epochs == bestEpoch;
        }

        /** These numbers in their order, for a checkpoint. */
        public double[] toDoubles() {
            return new double[] {epochs, bestEpoch, best};
        }

        /** What {@link #toDoubles()} gave. @throws EvenkeelException if it cannot have been */
        public static Progress of(double... numbers) {
            if (numbers.length != 3 || !(numbers[0] >= numbers[1] && numbers[1] >= 0)) {
                throw new EvenkeelException(WHO + " needs the number of epochs, the best one and its value, but got "
                        + java.util.Arrays.toString(numbers) + ". Is the checkpoint damaged?");
            }
            return new Progress((int) numbers[0], (int) numbers[1], numbers[2]);
        }
    }
}
