package dev.evenkeel.kernel;

/**
 * Count, mean and {@code M2 = sum (x - mean)^2} per channel: statistics that can be merged exactly, so that any cut of
 * the data gives the statistics of the whole (Chan, Golub and LeVeque 1983).
 */
public final class Moments {
    private long count;
    private final double[] mean;
    private final double[] m2;

    public Moments(int channels) {
        mean = new double[channels];
        m2 = new double[channels];
    }

    public int channels() {
        return mean.length;
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

    public void clear() {
        count = 0;
        java.util.Arrays.fill(mean, 0);
        java.util.Arrays.fill(m2, 0);
    }

    /** Merges {@code otherCount} values per channel whose moments lie at {@code [at, at + channels)}. */
    public void merge(long otherCount, double[] otherMean, double[] otherM2, int at) {
        if (otherCount == 0) {
            return;
        }
        long total = count + otherCount;
        double weight = (double) otherCount / total;
        double cross = (double) count * otherCount / total;
        for (int channel = 0; channel < mean.length; channel++) {
            double difference = otherMean[at + channel] - mean[channel];
            mean[channel] += difference * weight;
            m2[channel] += otherM2[at + channel] + difference * difference * cross;
        }
        count = total;
    }

    public void merge(Moments other) {
        merge(other.count, other.mean, other.m2, 0);
    }
}
