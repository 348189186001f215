package dev.evenkeel.cli.model;

import dev.evenkeel.cli.option.Words;
import dev.evenkeel.data.LoadedData;
import dev.evenkeel.dataset.Target;
import dev.evenkeel.json.JsonObject;
import dev.evenkeel.train.ShippedStatistics;
import dev.evenkeel.train.optimizer.Optimizer;
import dev.evenkeel.train.optimizer.Optimizers;
import dev.evenkeel.train.schedule.Schedule;
import dev.evenkeel.train.schedule.Schedules;
import java.util.Locale;

/**
 * How to train, where the user does not say: chosen from the kind of data and the number of rows alone. The numbers were
 * chosen on validation splits of training data.
 *
 * @param dropout of a built-in network that may have some
 * @param statistics that batch normalization is left with
 */
public record Recipe(
        int epochs,
        int batch,
        double learningRate,
        Words.Descent descent,
        Words.RateSchedule rateSchedule,
        double weightDecay,
        double dropout,
        ShippedStatistics statistics) {
    private static final int CLASS_ROWS = 80_000;
    private static final int VALUE_ROWS = 1_000_000;
    private static final int IMAGES = 3_000;
    private static final int TEXT_ROWS = 32_000;
    private static final int SERIES_ROWS = 40_000;
    private static final double SERIES_RATE = 0.003;
    private static final double TRANSFORMER_RATE = 0.0005;

    /** From so many rows on a table with numbers to predict needs no dropout, and gains by more epochs. */
    private static final int MANY_ROWS = 10_000;

    /** What suits data and network. */
    public static Recipe usual(LoadedData loaded, NetworkOptions network, int rows) {
        if (network.isResidual()) {
            return forResidualNetworks();
        }
        switch (loaded.kind()) {
            case IMAGES -> {
                return forImages(rows);
            }
            case SERIES, TEXTS -> {
                return network.isTransformer(loaded)
                        ? forSeries(rows, TRANSFORMER_RATE, Words.RateSchedule.ONE_CYCLE)
                        : forSeries(rows, SERIES_RATE, Words.RateSchedule.COSINE);
            }
            case TEXT -> {
                return forText(rows);
            }
            case TABLE -> {}
        }
        return loaded.training().target() instanceof Target.Classes ? forClasses(rows) : forValues(rows);
    }

    /**
     * Images: 10 epochs, of fewer than 300 images as many as show 3,000, up to 30.
     *
     * @param rows to learn from
     */
    static Recipe forImages(int rows) {
        return new Recipe(
                epochs(IMAGES, 10, 30, rows),
                batch(rows),
                0.002,
                Words.Descent.ADAMW,
                Words.RateSchedule.COSINE,
                0.01,
                0,
                ShippedStatistics.POPULATION);
    }

    /**
     * Time series: as many epochs as show about 40,000 of them, from 20 to 200, and a little dropout.
     *
     * @param rows to learn from
     * @param learningRate that suits the network
     * @param schedule that suits the network: a transformer needs a warm-up
     */
    static Recipe forSeries(int rows, double learningRate, Words.RateSchedule schedule) {
        return new Recipe(
                epochs(SERIES_ROWS, 20, 200, rows),
                batch(rows),
                learningRate,
                Words.Descent.ADAMW,
                schedule,
                0.01,
                0.1,
                ShippedStatistics.POPULATION);
    }

    /**
     * Characters of a text: as many epochs as show about 32,000 windows, from 1 to 100, in batches of 12, with a warm-up.
     *
     * @param rows windows to learn from
     */
    static Recipe forText(int rows) {
        return new Recipe(
                epochs(TEXT_ROWS, 1, 100, rows),
                12,
                0.003,
                Words.Descent.ADAMW,
                Words.RateSchedule.ONE_CYCLE,
                0.1,
                0,
                ShippedStatistics.POPULATION);
    }

    /** A residual network on images: the learning rate, momentum and weight decay of its paper (He et al. 2015, section 4.2). */
    static Recipe forResidualNetworks() {
        return new Recipe(
                30, 128, 0.1, Words.Descent.SGD, Words.RateSchedule.COSINE, 1e-4, 0, ShippedStatistics.POPULATION);
    }

    /**
     * A table whose target is a class: as many epochs as show about 80,000 rows, from 25 to 100, and dropout, since tables
     * are small and their classes often overlap.
     *
     * @param rows to learn from
     */
    static Recipe forClasses(int rows) {
        return new Recipe(
                epochs(CLASS_ROWS, 25, 100, rows),
                batch(rows),
                0.003,
                Words.Descent.ADAMW,
                Words.RateSchedule.COSINE,
                0.01,
                0.3,
                ShippedStatistics.POPULATION);
    }

    /**
     * A table whose target is a number: 40 epochs and a little dropout; of 10,000 rows and more as many epochs as show about
     * 1,000,000 rows, from 40 to 60, without dropout.
     *
     * @param rows to learn from
     */
    static Recipe forValues(int rows) {
        boolean many = rows >= MANY_ROWS;
        return new Recipe(
                many ? epochs(VALUE_ROWS, 40, 60, rows) : 40,
                batch(rows),
                0.01,
                Words.Descent.ADAMW,
                Words.RateSchedule.COSINE,
                0.01,
                many ? 0 : 0.1,
                ShippedStatistics.POPULATION);
    }

    /** The same with other epochs, batches and learning rate. */
    Recipe with(int otherEpochs, int otherBatch, double otherLearningRate) {
        return new Recipe(
                otherEpochs, otherBatch, otherLearningRate, descent, rateSchedule, weightDecay, dropout, statistics);
    }

    private static int epochs(int shown, int least, int most, int rows) {
        return Math.max(least, Math.min(most, Math.round((float) shown / Math.max(1, rows))));
    }

    /** A fiftieth of the rows, as a power of two from 32 to 128. */
    private static int batch(int rows) {
        return Math.max(32, Math.min(128, Integer.highestOneBit(Math.max(1, rows / 50))));
    }

    /** For weights that are good already: a tenth of the learning rate. */
    Recipe gently() {
        return new Recipe(epochs, batch, learningRate / 10, descent, rateSchedule, weightDecay, dropout, statistics);
    }

    /** The same by another optimizer, with a learning rate and a weight decay that suit it. */
    Recipe with(Words.Descent other) {
        if (other == descent) {
            return this;
        }
        boolean sgd = other == Words.Descent.SGD;
        return new Recipe(
                epochs, batch, sgd ? 0.05 : 0.002, other, rateSchedule, sgd ? 5e-4 : 0.01, dropout, statistics);
    }

    public Optimizer optimizer() {
        return descent == Words.Descent.SGD
                ? Optimizers.sgd(learningRate).momentum(0.9).weightDecay((float) weightDecay)
                : Optimizers.adamW(learningRate).weightDecay((float) weightDecay);
    }

    Schedule schedule() {
        return switch (rateSchedule) {
            case COSINE -> Schedules.cosine();
            case ONE_CYCLE -> Schedules.oneCycle();
            case CONSTANT -> Schedules.constant();
        };
    }

    public JsonObject toJson() {
        return JsonObject.of()
                .with("epochs", epochs)
                .with("batch", batch)
                .with("rate", learningRate)
                .with("optimizer", descent.toString())
                .with("schedule", rateSchedule.toString())
                .with("decay", weightDecay)
                .with("statistics", statistics.name().toLowerCase(Locale.ROOT));
    }
}
