package dev.evenkeel.testkit.oracle.norm;

import dev.evenkeel.layer.TrainingMode;
import dev.evenkeel.norm.setting.Averaging;
import dev.evenkeel.norm.setting.VarianceEstimator;
import dev.evenkeel.reference.NormalizationReference;
import dev.evenkeel.reference.NormalizationReference.Statistics;
import dev.evenkeel.testkit.oracle.Followed;
import dev.evenkeel.testkit.oracle.Given;
import java.util.Map;

/**
 * Running mean and variance of each channel: {@code xhat = (x - mean_run) s_run}, and how they follow a batch:
 * {@code run = (1 - w) run + w batch}, or the pooled statistics of all values so far.
 */
record RunningOracle(double epsilon, Averaging averaging, VarianceEstimator estimator) {
    double[] xhat(Given given) {
        double[] mean = mean(given);
        double[] xhat = given.input().clone();
        for (int i = 0; i < xhat.length; i++) {
            int channel = i % given.channels();
            xhat[i] = (xhat[i] - mean[channel]) / sigma(given, channel);
        }
        return xhat;
    }

    double[] mean(Given given) {
        return given.tensor("running_mean", given.channels(), 0);
    }

    double sigma(Given given, int channel) {
        return Math.sqrt(given.tensor("running_var", given.channels(), 1)[channel] + epsilon);
    }

    /** {@code dy gamma / sigma_run}: the statistics are constants. */
    double[] backward(Given given, double[] g) {
        double[] dx = g.clone();
        for (int i = 0; i < dx.length; i++) {
            dx[i] /= sigma(given, i % given.channels());
        }
        return dx;
    }

    Followed follow(Given given) {
        if (given.trainingMode().update() == TrainingMode.Update.KEEP) {
            return new Followed(given.statistics(), 0);
        }
        int channels = given.channels();
        Statistics batch = NormalizationReference.batch(given.shape(), epsilon)
                .masked(given::isReal)
                .statistics(given.input());
        double[] mean = mean(given).clone();
        double[] variance = given.tensor("running_var", channels, 1).clone();
        for (int channel = 0; channel < channels; channel++) {
            long m = batch.count()[channel];
            double m2 = batch.variance()[channel] * m;
            if (averaging instanceof Averaging.Exponential exponential) {
                double w = exponential.newBatchWeight();
                mean[channel] = (1 - w) * mean[channel] + w * batch.mean()[channel];
                variance[channel] = (1 - w) * variance[channel] + w * m2 / divisor(m);
            } else {
                long before = given.count();
                double away = batch.mean()[channel] - mean[channel];
                double m2Before = before == 0 ? 0 : variance[channel] * divisor(before);
                double pooled = m2Before + m2 + away * away * before * m / (before + m);
                mean[channel] += away * m / (before + m);
                variance[channel] = pooled / divisor(before + m);
            }
        }
        return new Followed(Map.of("running_mean", mean, "running_var", variance), batch.count()[0]);
    }

    private double divisor(long count) {
        return estimator == VarianceEstimator.BIASED ? count : count - 1;
    }
}
