package dev.evenkeel.norm;

import dev.evenkeel.kernel.Activation;
import dev.evenkeel.kernel.Kernels;
import dev.evenkeel.operation.Flow;
import dev.evenkeel.tensor.Mask;

/**
 * {@code y = f(gamma * (x - mean) / sqrt(variance + epsilon) + beta)} with the statistics of each group of channels in
 * each example, and its derivative: one example after the other, so that none depends on another. Padded positions stay
 * out of the statistics and are normalised like the others; an example that is all padding is only scaled and shifted.
 */
final class GroupedColumns {
    private final Kernels kernels;
    private final Flow input;
    private final int positions;
    private final int channels;
    private final int groups;
    private final float epsilon;
    private final int sets;
    private final NormalizedColumns normalized;
    private final long[] counts;
    private final double[] mean;
    private final double[] m2;
    private final double[] first;
    private final double[] second;

    /** @param sets for how many examples the statistics are kept: all for a derivative, 1 for none */
    GroupedColumns(Kernels kernels, Activation activation, Flow input, int groups, float epsilon, int sets) {
        this.kernels = kernels;
        this.input = input;
        this.positions = input.shape().positions();
        this.channels = input.shape().channels();
        this.groups = groups;
        this.epsilon = epsilon;
        this.sets = sets;
        normalized = new NormalizedColumns(kernels, activation, channels, sets);
        counts = new long[sets];
        mean = new double[sets * channels];
        m2 = new double[sets * channels];
        first = new double[sets * channels];
        second = new double[sets * channels];
    }

    void forward(Flow output, int exampleFrom, int exampleTo, float[] gamma, float[] beta) {
        for (int example = exampleFrom; example < exampleTo; example++) {
            int set = example % sets;
            int at = set * channels;
            counts[set] = gather(example * positions, (example + 1) * positions, at);
            for (int group = 0; group < groups; group++) {
                normalizeBy(at, group, counts[set], gamma, beta);
            }
            int firstRow = example * positions;
            normalized.forward(input, output.values(), firstRow * channels, firstRow, firstRow + positions, at);
        }
    }

    /** What the last forward pass gave of one example, before the activation; needs a set for each example. */
    void writeUnfused(int example, float[] to) {
        int firstRow = example * positions;
        normalized.forwardUnfused(input, to, firstRow * channels, firstRow, firstRow + positions, example * channels);
    }

    /** The sums behind the gradients, and what dx is made of. */
    void differentiate(float[] dy, int exampleFrom, int exampleTo, float[] gamma) {
        for (int example = exampleFrom; example < exampleTo; example++) {
            int at = example * channels;
            normalized.gradientSums(input, dy, example * positions, (example + 1) * positions, at, first, second, at);
            for (int index = at; index < at + channels; index++) {
                second[index] = normalized.exactSum(index, first[index], second[index]);
            }
            for (int group = 0; group < groups; group++) {
                differentiate(at, group, counts[example], gamma);
            }
        }
    }

    void inputGradient(float[] dy, float[] dx, int exampleFrom, int exampleTo) {
        for (int example = exampleFrom; example < exampleTo; example++) {
            int firstRow = example * positions;
            normalized.backward(input, dy, dx, firstRow, firstRow + positions, example * channels, firstRow * channels);
        }
    }

    /** Adds up what the examples say of gamma and beta. */
    void learn(GammaBeta affine, int examples, int channelFrom, int channelTo) {
        for (int channel = channelFrom; channel < channelTo; channel++) {
            double sumDy = 0;
            double sumDyXhat = 0;
            for (int index = channel; index < examples * channels; index += channels) {
                sumDy += first[index];
                sumDyXhat += second[index];
            }
            affine.learn(channel, sumDyXhat, sumDy);
        }
    }

    /** The channels' moments over the real rows, merged run by run; returns how many rows are real. */
    private long gather(int rowFrom, int rowTo, int at) {
        Mask mask = input.mask();
        if (mask.isComplete()) {
            kernels.columns().moments(input.values(), rowFrom * channels, rowTo - rowFrom, channels, mean, m2, at);
            return (long) rowTo - rowFrom;
        }
        long count = 0;
        int row = mask.nextReal(rowFrom, rowTo);
        while (row < rowTo) {
            int end = mask.nextPadded(row, rowTo);
            kernels.columns().moments(input.values(), row * channels, end - row, channels, first, second, at);
            merge(at, count, end - row);
            count += end - row;
            row = mask.nextReal(end, rowTo);
        }
        return count;
    }

    private void merge(int at, long before, long more) {
        double weight = (double) more / (before + more);
        for (int index = at; index < at + channels; index++) {
            double difference = before == 0 ? 0 : first[index] - mean[index];
            mean[index] = first[index] - difference * (1 - weight);
            m2[index] = (before == 0 ? 0 : m2[index]) + second[index] + difference * difference * before * weight;
        }
    }

    private void normalizeBy(int at, int group, long count, float[] gamma, float[] beta) {
        int width = channels / groups;
        int from = group * width;
        double center = 0;
        double inverse = 1;
        if (count > 0) {
            for (int channel = from; channel < from + width; channel++) {
                center += mean[at + channel] / width;
            }
            double squares = 0;
            for (int channel = from; channel < from + width; channel++) {
                double difference = mean[at + channel] - center;
                squares += m2[at + channel] / count + difference * difference;
            }
            inverse = 1 / Math.sqrt(squares / width + epsilon);
        }
        for (int channel = from; channel < from + width; channel++) {
            normalized.set(at + channel, center, inverse, gamma[channel], beta[channel]);
        }
    }

    /** {@code dx = (g - mean(g) - xhat * mean(g * xhat)) / sqrt(variance + epsilon)}, {@code g = gamma * dy}. */
    private void differentiate(int at, int group, long count, float[] gamma) {
        int width = channels / groups;
        int from = group * width;
        double values = count == 0 ? Double.POSITIVE_INFINITY : (double) count * width;
        double meanG = 0;
        double meanGXhat = 0;
        for (int channel = from; channel < from + width; channel++) {
            meanG += gamma[channel] * first[at + channel] / values;
            meanGXhat += gamma[channel] * second[at + channel] / values;
        }
        for (int index = at + from; index < at + from + width; index++) {
            normalized.setGradient(index, normalized.inverse()[index], meanG, meanGXhat);
        }
    }
}
