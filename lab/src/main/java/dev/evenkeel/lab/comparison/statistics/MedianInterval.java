package dev.evenkeel.lab.comparison.statistics;

import java.util.Arrays;

/**
 * The median of a sample and an interval that holds the median of what it was drawn from: the {@code k}-th value from below
 * to the {@code k}-th from above, {@code k} as large as leaves a confidence of 95 % by the binomial distribution. Nothing is
 * assumed of the distribution. Fewer than 6 values do not reach 95 %: the interval is then all of them.
 *
 * @param median of the sample
 * @param lower the interval's end below
 * @param upper the interval's end above
 * @param confidence how often such an interval holds the true median
 */
public record MedianInterval(double median, double lower, double upper, double confidence) {
    private static final double WANTED = 0.95;

    /** @throws IllegalArgumentException if there is no value */
    public static MedianInterval of(double... values) {
        if (values.length == 0) {
            throw new IllegalArgumentException("A median needs 1 value or more, but got none");
        }
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        int count = sorted.length;
        int cut = 0;
        double confidence = confidence(count, 0);
        while (2 * (cut + 1) < count && confidence(count, cut + 1) >= WANTED) {
            cut++;
            confidence = confidence(count, cut);
        }
        double median = (sorted[(count - 1) / 2] + sorted[count / 2]) / 2;
        return new MedianInterval(median, sorted[cut], sorted[count - 1 - cut], confidence);
    }

    /** Whether all of the interval lies on one side of 0. */
    public boolean excludesZero() {
        return lower > 0 || upper < 0;
    }

    /** {@code 1 - 2 P(X <= cut)} for X of so many fair coins. */
    private static double confidence(int count, int cut) {
        double term = Math.pow(0.5, count);
        double tail = 0;
        for (int heads = 0; heads <= cut; heads++) {
            tail += term;
            term = term * (count - heads) / (heads + 1);
        }
        return Math.max(0, 1 - 2 * tail);
    }
}
