package dev.evenkeel.operation;

import dev.evenkeel.kernel.Kernels;
import dev.evenkeel.kernel.team.Compute;
import dev.evenkeel.kernel.team.Team;
import dev.evenkeel.kernel.view.Matrix;
import dev.evenkeel.kernel.window.WindowOffsets;
import java.util.Arrays;

/**
 * {@code y[o, before + c] = sum over the taps of o of weight * x[row, c]} within each example, and 0 in channels that the input
 * lacks: averages, repetitions, zeros around an input.
 *
 * @param describe what stands here, as {@code averagePool 2}
 * @param taps which positions each output position is the weighted sum of
 * @param before how many channels of zeros the output has before those of the input
 */
public record SumRows(String describe, WindowOffsets taps, int before) implements Operation {
    /** With the channels of the input. */
    public static SumRows of(String describe, WindowOffsets taps) {
        return new SumRows(describe, taps, 0);
    }

    @Override
    public Bound bind(Compute compute, Activations[] inputs, Activations output) {
        Team.RangeTask sums = over(compute.kernels(), inputs[0], output);
        return examples -> sums.run(0, examples);
    }

    /** The computation of ranges of examples, for any number of threads. */
    public Team.RangeTask over(Kernels kernels, Activations input, Activations output) {
        Matrix x = input.matrix();
        Matrix y = Matrix.rowMajor(
                        output.rows(output.capacity()),
                        x.columns(),
                        output.shape().channels())
                .over(output.values(), before);
        int size = output.shape().size();
        return (from, to) -> {
            if (y.rowStride() > x.columns()) {
                Arrays.fill(output.values(), from * size, to * size, 0f);
            }
            for (int example = from; example < to; example++) {
                kernels.windows().sum(taps, x, y, example, 0);
            }
        };
    }
}
