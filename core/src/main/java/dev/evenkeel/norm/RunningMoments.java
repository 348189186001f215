package dev.evenkeel.norm;

import dev.evenkeel.EvenkeelException;
import dev.evenkeel.kernel.view.Moments;
import dev.evenkeel.layer.RunningStatistic;
import dev.evenkeel.layer.Statistic;
import dev.evenkeel.layer.TrainingContext;
import dev.evenkeel.norm.setting.Averaging;
import dev.evenkeel.norm.setting.RunningAverage;
import dev.evenkeel.norm.setting.VarianceEstimator;
import dev.evenkeel.tensor.Shape;
import dev.evenkeel.tensor.Tensor;
import java.util.List;
import java.util.Map;

/** The running mean and variance of a context, and how they follow the batches. */
final class RunningMoments {
    private static final String MEAN = "running_mean";
    private static final String VARIANCE = "running_var";

    private final RunningStatistic mean;
    private final RunningStatistic variance;
    private final Averaging averaging;
    private final VarianceEstimator estimator;
    private final Moments total;

    RunningMoments(TrainingContext context, RunningAverage running) {
        this.mean = context.statistic(MEAN);
        this.variance = context.statistic(VARIANCE);
        this.averaging = running.averaging();
        this.estimator = running.estimator();
        this.total = new Moments(context.inputShape().channels());
    }

    static List<Statistic> statistics(int channels) {
        Shape shape = Shape.of(channels);
        return List.of(new Statistic(MEAN, shape, 0), new Statistic(VARIANCE, shape, 1));
    }

    /** The statistics of a population instead of those of single batches. */
    static Map<String, Tensor> of(Moments population, VarianceEstimator estimator) {
        if (population.count() < estimator.minCount()) {
            throw new EvenkeelException("needs statistics of at least " + estimator.minCount()
                    + " values per channel, but got " + population.count() + ". Recalibrate on more data");
        }
        float[] means = new float[population.channels()];
        float[] variances = new float[population.channels()];
        for (int channel = 0; channel < means.length; channel++) {
            means[channel] = (float) population.mean(channel);
            variances[channel] = (float) estimator.variance(population, channel);
        }
        Shape shape = Shape.of(means.length);
        return Map.of(MEAN, Tensor.of(shape, means), VARIANCE, Tensor.of(shape, variances));
    }

    float[] mean() {
        return mean.values();
    }

    float[] variance() {
        return variance.values();
    }

    /** How many batches are behind the values. */
    long updates() {
        return mean.updates();
    }

    /** How many values per channel a batch needs to be followed. */
    long minCount() {
        return estimator.minCount();
    }

    /** Writes what the values become with a batch. They count once the step is committed, and never if it is undone. */
    void proposeUpdate(Moments batch) {
        if (averaging instanceof Averaging.Exponential exponential) {
            updateAverage(batch, exponential.newBatchWeight());
        } else {
            updateTotal(batch);
        }
        mean.markWritten(batch.count());
        variance.markWritten(batch.count());
    }

    private void updateAverage(Moments batch, double weight) {
        for (int channel = 0; channel < batch.channels(); channel++) {
            mean.next()[channel] = (float) ((1 - weight) * mean()[channel] + weight * batch.mean(channel));
            variance.next()[channel] =
                    (float) ((1 - weight) * variance()[channel] + weight * estimator.variance(batch, channel));
        }
    }

    /** As if all batches had been one; what the values start from has no weight. */
    private void updateTotal(Moments batch) {
        long before = mean.count();
        total.clear();
        total.count(before);
        for (int channel = 0; channel < batch.channels() && before > 0; channel++) {
            total.mean()[channel] = mean()[channel];
            total.m2()[channel] = variance()[channel] * estimator.divisor(before);
        }
        total.merge(batch);
        for (int channel = 0; channel < batch.channels(); channel++) {
            mean.next()[channel] = (float) total.mean(channel);
            variance.next()[channel] = (float) estimator.variance(total, channel);
        }
    }
}
