package dev.evenkeel.lab.training;

/** Mean and standard deviation of each unit over some examples. */
record Moments(double[] mean, double[] deviation) {
    /** Of values {@code [examples, units]}. */
    static Moments of(float[] values, int units) {
        int examples = values.length / units;
        double[] mean = new double[units];
        double[] deviation = new double[units];
        for (int at = 0; at < values.length; at++) {
            mean[at % units] += (double) values[at] / examples;
        }
        for (int at = 0; at < values.length; at++) {
            double away = values[at] - mean[at % units];
            deviation[at % units] += away * away / examples;
        }
        for (int unit = 0; unit < units; unit++) {
            deviation[unit] = Math.sqrt(deviation[unit]);
        }
        return new Moments(mean, deviation);
    }

    /**
     * How far these distributions are from others, per unit: with m and s the mean and deviation of each,
     * {@code sqrt(mean((m - m')^2 + (s - s')^2))}, for Gaussians the Wasserstein distance.
     */
    double distance(Moments other) {
        double distance = 0;
        for (int unit = 0; unit < mean.length; unit++) {
            double means = mean[unit] - other.mean[unit];
            double deviations = deviation[unit] - other.deviation[unit];
            distance += (means * means + deviations * deviations) / mean.length;
        }
        return Math.sqrt(distance);
    }

    /** The distance over {@code sqrt(mean((s^2 + s'^2) / 2))}; 0 where there is none. */
    double distanceInDeviations(Moments other) {
        double variance = 0;
        for (int unit = 0; unit < mean.length; unit++) {
            double own = deviation[unit];
            double others = other.deviation[unit];
            variance += (own * own + others * others) / 2 / mean.length;
        }
        double distance = distance(other);
        return distance == 0 ? 0 : distance / Math.sqrt(variance);
    }
}
