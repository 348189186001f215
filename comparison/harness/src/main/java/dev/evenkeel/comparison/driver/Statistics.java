package dev.evenkeel.comparison.driver;

import java.util.Arrays;

/** Medians and the like; values that are not a number do not count. */
final class Statistics {
    private Statistics() {}

    static double median(double... values) {
        return quantile(values, 0.5);
    }

    /** Linear between neighbours; NaN if there is no value. */
    static double quantile(double[] values, double share) {
        double[] sorted = Arrays.stream(values)
                .filter(value -> !Double.isNaN(value))
                .sorted()
                .toArray();
        if (sorted.length == 0) {
            return Double.NaN;
        }
        double place = share * (sorted.length - 1);
        int below = (int) Math.floor(place);
        int above = (int) Math.ceil(place);
        return sorted[below] + (place - below) * (sorted[above] - sorted[below]);
    }

    static double[] quotients(double[] upper, double[] lower) {
        double[] quotients = new double[Math.min(upper.length, lower.length)];
        for (int index = 0; index < quotients.length; index++) {
            quotients[index] = upper[index] / lower[index];
        }
        return quotients;
    }

    static void add(double[] to, double[] more) {
        for (int index = 0; index < to.length; index++) {
            to[index] += index < more.length ? more[index] : Double.NaN;
        }
    }
}
