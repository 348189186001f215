package dev.evenkeel.norm;

import dev.evenkeel.kernel.Columns;
import dev.evenkeel.kernel.view.ColumnNormalization;
import dev.evenkeel.kernel.view.GradientSums;
import dev.evenkeel.kernel.view.Moments;
import dev.evenkeel.operation.Activations;
import dev.evenkeel.tensor.Mask;

/**
 * {@code y = f(gamma * (x - mean) / sqrt(variance + epsilon) + beta)} of one example, with the statistics of each group of
 * its channels, and its derivative {@code dx = (g - mean(g) - xhat * mean(g * xhat)) / sqrt(variance + epsilon)},
 * {@code g = gamma * dy'}. Padded positions stay out of the statistics and are normalised like the others; an example that
 * is all padding is only scaled and shifted.
 */
final class GroupedColumns {
    private final Columns loops;
    private final Activations input;
    private final int positions;
    private final int channels;
    private final int groups;
    private final float epsilon;
    private final NormalizedRows rows;
    private final Moments run;
    private final GradientSums sums;

    GroupedColumns(NormalizedRows rows, int groups, float epsilon) {
        this.rows = rows;
        loops = rows.loops;
        input = rows.input;
        positions = input.shape().positions();
        channels = input.shape().channels();
        this.groups = groups;
        this.epsilon = epsilon;
        run = new Moments(channels);
        sums = new GradientSums(channels);
    }

    void forward(int example, float[] y, float[] gamma, float[] beta) {
        int from = example * positions;
        gather(from, from + positions);
        for (int group = 0; group < groups; group++) {
            setForwardCoefficients(group * (channels / groups), channels / groups, gamma, beta);
        }
        rows.forward(from, from + positions, y, from * channels);
    }

    /** What the last forward pass gave, before the activation. */
    void writeUnfused(int example, float[] to) {
        rows.forwardUnfused(example * positions, (example + 1) * positions, to);
    }

    /** Sets the sums behind the gradients, and what dx is made of. */
    void differentiate(int example, float[] gamma) {
        ColumnNormalization coefficients = rows.coefficients;
        rows.gradientSums(example * positions, (example + 1) * positions, sums);
        for (int channel = 0; channel < channels; channel++) {
            sums.dyXhat()[channel] = coefficients.sumDyXhat(channel, sums);
        }
        for (int group = 0; group < groups; group++) {
            setBackwardCoefficients(group * (channels / groups), channels / groups, gamma);
        }
    }

    void backward(int example, float[] dx) {
        int from = example * positions;
        rows.backward(from, from + positions, dx, from * channels);
    }

    /** What the example adds to the gradients of beta and gamma. */
    GradientSums sums() {
        return sums;
    }

    /** The channels' moments over the real rows, merged run by run. */
    private void gather(int from, int to) {
        Mask mask = input.mask();
        int row = mask.nextReal(from, to);
        int end = mask.nextPadded(row, to);
        loops.moments(input.values(), row, end, rows.moments);
        for (row = mask.nextReal(end, to); row < to; row = mask.nextReal(end, to)) {
            end = mask.nextPadded(row, to);
            loops.moments(input.values(), row, end, run);
            rows.moments.merge(run);
        }
    }

    private void setForwardCoefficients(int from, int width, float[] gamma, float[] beta) {
        Moments moments = rows.moments;
        double center = 0;
        double invStd = 1;
        if (moments.count() > 0) {
            for (int channel = from; channel < from + width; channel++) {
                center += moments.mean(channel) / width;
            }
            double squares = 0;
            for (int channel = from; channel < from + width; channel++) {
                double difference = moments.mean(channel) - center;
                squares += moments.variance(channel) + difference * difference;
            }
            invStd = 1 / Math.sqrt(squares / width + epsilon);
        }
        for (int channel = from; channel < from + width; channel++) {
            rows.coefficients.setForward(channel, center, invStd, gamma[channel], beta[channel]);
        }
    }

    private void setBackwardCoefficients(int from, int width, float[] gamma) {
        long count = rows.moments.count();
        double values = count == 0 ? Double.POSITIVE_INFINITY : (double) count * width;
        double meanG = 0;
        double meanGXhat = 0;
        for (int channel = from; channel < from + width; channel++) {
            meanG += gamma[channel] * sums.dy()[channel] / values;
            meanGXhat += gamma[channel] * sums.dyXhat()[channel] / values;
        }
        for (int channel = from; channel < from + width; channel++) {
            rows.coefficients.setBackward(channel, rows.coefficients.inverse()[channel], meanG, meanGXhat);
        }
    }
}
