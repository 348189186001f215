package dev.evenkeel.norm;

import dev.evenkeel.kernel.Columns;
import dev.evenkeel.kernel.view.Activation;
import dev.evenkeel.kernel.view.ColumnNormalization;
import dev.evenkeel.kernel.view.GradientSums;
import dev.evenkeel.kernel.view.Moments;
import dev.evenkeel.layer.TrainingContext;
import dev.evenkeel.layer.fusion.Fusion;
import dev.evenkeel.operation.Activations;
import dev.evenkeel.tensor.Mask;

/** Rows of an input that share their statistics: those of a batch, a ghost batch or an example. */
final class NormalizedRows {
    final Columns loops;
    final Activations input;
    private final float[] dy;
    private final int channels;
    private final ColumnNormalization padded;
    final Moments moments;
    final ColumnNormalization coefficients;

    /** Rows of a pass, with the ReLU that is fused into it. */
    NormalizedRows(TrainingContext context) {
        this(
                context.compute().kernels().columns(),
                context.input(),
                Fusion.of(context).fused().isPresent() ? Activation.RELU : Activation.IDENTITY,
                context.outputGradient());
    }

    NormalizedRows(Columns loops, Activations input, Activation activation, float[] dy) {
        this.loops = loops;
        this.input = input;
        this.dy = dy;
        channels = input.shape().channels();
        moments = new Moments(channels);
        coefficients = new ColumnNormalization(channels, activation);
        padded = coefficients.withConstantStatistics();
    }

    /** Writes the rows {@code [from, to)} of y from {@code y[at]} on. */
    void forward(int from, int to, float[] y, int at) {
        loops.normalize(input.values(), from, to, coefficients, y, at);
    }

    /** Writes the rows before the activation, where they lie in the input. */
    void forwardUnfused(int from, int to, float[] y) {
        loops.normalize(input.values(), from, to, coefficients.unfused(), y, from * channels);
    }

    /** Sums the gradients of the rows {@code [from, to)}, padded ones too: they pass gradients on. */
    void gradientSums(int from, int to, GradientSums out) {
        loops.gradientSums(input.values(), dy, from, to, coefficients, out);
    }

    /**
     * Writes the rows {@code [from, to)} of dx from {@code dx[at]} on; padded ones took no part in the statistics, so theirs
     * is {@code scale * dy} alone, where a fused ReLU lets it through.
     */
    void backward(int from, int to, float[] dx, int at) {
        Mask mask = input.mask();
        int row = from;
        while (row < to) {
            int end = mask.nextPadded(row, to);
            loops.normalizeBackward(input.values(), dy, row, end, coefficients, dx, at + (row - from) * channels);
            row = mask.nextReal(end, to);
            loops.normalizeBackward(input.values(), dy, end, row, padded, dx, at + (end - from) * channels);
        }
    }
}
