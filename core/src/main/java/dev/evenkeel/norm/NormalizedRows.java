package dev.evenkeel.norm;

import dev.evenkeel.kernel.Columns;
import dev.evenkeel.kernel.Kernels;
import dev.evenkeel.kernel.view.Activation;
import dev.evenkeel.kernel.view.ColumnNormalization;
import dev.evenkeel.kernel.view.GradientSums;
import dev.evenkeel.kernel.view.Moments;
import dev.evenkeel.operation.Activations;
import dev.evenkeel.tensor.Mask;

/** Rows of an input that share their statistics: those of a batch, a ghost batch or an example. */
final class NormalizedRows {
    private final Columns loops;
    private final Activations input;
    private final int channels;
    private final ColumnNormalization padded;
    final Moments moments;
    final ColumnNormalization by;

    NormalizedRows(Kernels kernels, Activation activation, Activations input) {
        loops = kernels.columns();
        this.input = input;
        channels = input.shape().channels();
        moments = new Moments(channels);
        by = new ColumnNormalization(channels, activation);
        padded = by.withConstantStatistics();
    }

    /** Writes the rows {@code [from, to)} of y from {@code y[at]} on. */
    void forward(int from, int to, float[] y, int at) {
        loops.normalize(input.values(), from, to, by, y, at);
    }

    /** Writes the rows before the activation, where they lie in the input. */
    void forwardUnfused(int from, int to, float[] y) {
        loops.normalize(input.values(), from, to, by.unfused(), y, from * channels);
    }

    /** Sums the gradients of the rows {@code [from, to)}, padded ones too: they pass gradients on. */
    void gradientSums(float[] dy, int from, int to, GradientSums out) {
        loops.gradientSums(input.values(), dy, from, to, by, out);
    }

    /**
     * Writes the rows {@code [from, to)} of dx from {@code dx[at]} on; padded ones took no part in the statistics, so theirs
     * is {@code scale * dy} alone.
     */
    void backward(float[] dy, int from, int to, float[] dx, int at) {
        Mask mask = input.mask();
        int row = from;
        while (row < to) {
            int end = mask.nextPadded(row, to);
            loops.normalizeBackward(input.values(), dy, row, end, by, dx, at + (row - from) * channels);
            row = mask.nextReal(end, to);
            loops.normalizeBackward(input.values(), dy, end, row, padded, dx, at + (end - from) * channels);
        }
    }
}
