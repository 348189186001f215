package dev.evenkeel.drift;

import dev.evenkeel.CheckReturnValue;

/**
 * How closely a model is watched.
 *
 * @param every one of so many examples is looked at
 * @param falseAlarms the chance, over the whole life of a monitor, that it says drifting without any drift
 * @param leastShift shifts of the mean, in deviations and averaged over a layer's channels, that are not called drift
 * @param leastScaling distances of the ratio of variances from 1, averaged over channels, that are not called drift
 */
@CheckReturnValue
public record DriftSettings(int every, double falseAlarms, double leastShift, double leastScaling) {
    private static final DriftSettings DEFAULT = new DriftSettings(128, 0.05, 0.05, 0.1);

    public DriftSettings {
        if (every < 1) {
            throw new IllegalArgumentException("needs to look at one of 1 or more examples, but got " + every);
        }
        if (!(falseAlarms > 0 && falseAlarms < 1)) {
            throw new IllegalArgumentException(
                    "needs a chance of false alarms between 0 and 1, but got " + falseAlarms);
        }
        if (!(leastShift >= 0 && leastScaling >= 0)) {
            throw new IllegalArgumentException("needs a leastShift and a leastScaling of 0 or more, but got "
                    + leastShift + " and " + leastScaling);
        }
    }

    /** One of 128 examples, less than 2 % of the cost of predicting all; false alarms 5 %; 0.05 deviations, a tenth. */
    public static DriftSettings standard() {
        return DEFAULT;
    }

    public DriftSettings every(int examples) {
        return new DriftSettings(examples, falseAlarms, leastShift, leastScaling);
    }

    public DriftSettings falseAlarms(double chance) {
        return new DriftSettings(every, chance, leastShift, leastScaling);
    }
}
