package dev.evenkeel.train.metric;

import dev.evenkeel.EvenkeelException;
import dev.evenkeel.dataset.Target;
import dev.evenkeel.operation.OutputActivation;
import dev.evenkeel.tensor.Shape;
import dev.evenkeel.train.rows.TargetRows;

/** The metrics, for static import. */
public final class Metrics {
    private Metrics() {}

    /** The share of rows whose class is the likeliest one, or of labels on the right side of one half. */
    public static Metric accuracy() {
        return new Accuracy();
    }

    /** The share of rows whose class is among the {@code k} likeliest. */
    public static Metric topK(int k) {
        return new TopK(k);
    }

    /** {@code mean |x - t|}, in the targets' unit; named {@code mae}. */
    public static Metric meanAbsoluteError() {
        return Errors.MEAN_ABSOLUTE;
    }

    /** {@code sqrt(mean (x - t)^2)}, in the targets' unit; named {@code rmse}. */
    public static Metric rootMeanSquaredError() {
        return Errors.ROOT_MEAN_SQUARED;
    }

    /** The mean of {@code -log} of the probability given to what was true: natural logarithm, without smoothing. */
    public static Metric logLoss() {
        return new LogLoss();
    }

    /** {@code 1 - sum (x - t)^2 / sum (t - mean t)^2}, mean over the outputs: 1 is exact, 0 no better than the mean. */
    public static Metric r2() {
        return new RSquared();
    }

    /** A weighted mean over rows of a score of one's own. */
    public static Metric mean(String name, Direction better, RowScore score) {
        return new CustomMean(name, better, score);
    }

    /** The score of one row, which is read in place. */
    @FunctionalInterface
    public interface RowScore {
        double of(float[] outputs, int outputOffset, float[] targets, int targetOffset);
    }

    private record CustomMean(String name, Direction better, RowScore score) implements Metric {
        @Override
        public Accumulator start(Shape output, Target target, OutputActivation outputActivation) {
            return new WeightedMean(score);
        }
    }

    /** How targets lie beside the outputs of a classifier. */
    static TargetRows classRows(String who, Shape output, Target target, OutputActivation outputActivation) {
        boolean single = target instanceof Target.Classes && output.size() == 1;
        if (outputActivation == OutputActivation.SIGMOID || single) {
            return TargetRows.labels(who, output, target);
        }
        if (outputActivation == OutputActivation.IDENTITY && target instanceof Target.Values) {
            throw new EvenkeelException(who + " needs classes or labels, but the target is " + target.size()
                    + " values and the loss gives no probabilities. Use meanAbsoluteError() or rootMeanSquaredError()");
        }
        return TargetRows.classes(who, output, target);
    }
}
