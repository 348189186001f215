package dev.evenkeel.norm.setting;

import dev.evenkeel.layer.Settings;

/**
 * How running statistics are made of those of the batches.
 *
 * @param averaging how they follow the batches
 * @param estimator which variance they keep
 */
public record RunningAverage(Averaging averaging, VarianceEstimator estimator) {
    public static RunningAverage read(Settings settings, RunningAverage usual) {
        return new RunningAverage(
                Averaging.read(settings, usual.averaging), settings.choice("estimator", usual.estimator));
    }
}
