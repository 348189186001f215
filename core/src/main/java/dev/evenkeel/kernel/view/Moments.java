package dev.evenkeel.kernel.view;

import java.util.Arrays;

/**
 * Count, mean and {@code M2 = sum (x - mean)^2} per channel: statistics that can be merged exactly, so that any cut of
 * the data gives the statistics of the whole (Chan, Golub and LeVeque 1983).
 */
public final class Moments {
    private static final int CACHE_LINE = 8;

    private final int channels;
    private long count;
    private final double[] mean;
    private final double[] m2;

    public Moments(int channels) {
        this.channels = channels;
        mean = apart(channels);
        m2 = apart(channels);
    }

    /** An array of a double per column that shares no 64 bytes with what another thread writes. */
    public static double[] apart(int columns) {
        return new double[columns + CACHE_LINE];
    }

    public int channels() {
        return channels;
    }

    /** How many values stand behind each channel. */
    public long count() {
        return count;
    }

    /** The channel's mean; 0 while the count is 0. */
    public double mean(int channel) {
        return mean[channel];
    }

    /** {@code M2 / count}, the biased variance. */
    public double variance(int channel) {
        return m2[channel] / count;
    }

    /** {@code M2 / (count - 1)}, the unbiased variance. */
    public double unbiasedVariance(int channel) {
        return m2[channel] / (count - 1);
    }

    /** Where a loop writes the means. */
    public double[] mean() {
        return mean;
    }

    /** Where a loop writes {@code M2}. */
    public double[] m2() {
        return m2;
    }

    /** Says how many values stand behind what a loop wrote. */
    public void count(long values) {
        count = values;
    }

    public void clear() {
        count = 0;
        Arrays.fill(mean, 0);
        Arrays.fill(m2, 0);
    }

    public void merge(Moments other) {
        merge(other.count, other.mean, other.m2, 0);
    }

    /** Merges {@code otherCount} values per channel whose moments lie at {@code [at, at + channels)}. */
    public void merge(long otherCount, double[] otherMean, double[] otherM2, int at) {
        merge(count, otherCount, otherMean, otherM2, at, 0, channels);
        count += otherCount;
    }

    /** Merges the channels {@code [from, to)} alone, where {@code values} and {@code otherValues} stand behind them. */
    public void merge(long values, Moments other, long otherValues, int from, int to) {
        merge(values, otherValues, other.mean, other.m2, 0, from, to);
    }

    private void merge(long values, long otherValues, double[] otherMean, double[] otherM2, int at, int from, int to) {
        if (otherValues == 0) {
            return;
        }
        double weight = (double) otherValues / (values + otherValues);
        double cross = values * weight;
        for (int channel = from; channel < to; channel++) {
            double difference = otherMean[at + channel] - mean[channel];
            mean[channel] += difference * weight;
            m2[channel] += otherM2[at + channel] + difference * difference * cross;
        }
    }
}
