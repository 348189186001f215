package dev.evenkeel.spatial;

import dev.evenkeel.kernel.Kernels;
import dev.evenkeel.kernel.team.Compute;
import dev.evenkeel.kernel.team.Team;
import dev.evenkeel.kernel.view.Matrix;
import dev.evenkeel.kernel.window.WindowOffsets;
import dev.evenkeel.operation.Activations;
import dev.evenkeel.operation.Operation;
import dev.evenkeel.tensor.Shape;
import java.util.Arrays;
import java.util.List;

/**
 * {@code y[c] = mean over the real positions p of x[p, c]}, and 0 where there is none. An example with padding has the bits that
 * its real positions alone would have: the chains are those of {@link dev.evenkeel.kernel.Windows#sum}.
 */
record MeanOfPositions(String describe) implements Operation {
    @Override
    public boolean keepsPositions() {
        return false;
    }

    @Override
    public boolean followsLength(List<Shape> inputs) {
        return true;
    }

    @Override
    public Bound bind(Compute compute, Activations[] inputs, Activations output) {
        Team.RangeTask means = over(compute.kernels(), inputs[0], output);
        return examples -> means.run(0, examples);
    }

    /** The computation of ranges of examples, for any number of threads. */
    static Team.RangeTask over(Kernels kernels, Activations input, Activations output) {
        WindowOffsets all = all(input.shape());
        int positions = input.shape().positions();
        Matrix x = input.matrix();
        Matrix y = output.matrix();
        return (from, to) -> {
            for (int example = from; example < to; example++) {
                if (realPositions(input, example) == positions) {
                    kernels.windows().sum(all, x, y, example, 0);
                } else {
                    mean(input, output, example);
                }
            }
        };
    }

    /** Every position, with the weight that each has if all are real. */
    private static WindowOffsets all(Shape input) {
        Extents extents = Extents.of(Arrays.copyOf(input.toArray(), input.rank() - 1));
        Window window = new Window(extents, Extents.ONE, Extents.ONE, Padding.none());
        return WindowOffsets.of(window.over(input)).averaging();
    }

    /** How many positions of an example are real. */
    static int realPositions(Activations input, int example) {
        int positions = input.shape().positions();
        return input.mask().realRows(example * positions, (example + 1) * positions);
    }

    private static void mean(Activations input, Activations output, int example) {
        int channels = input.shape().channels();
        int to = example * channels;
        int real = realPositions(input, example);
        if (real == 0) {
            Arrays.fill(output.values(), to, to + channels, 0f);
            return;
        }
        for (int channel = 0; channel < channels; channel++) {
            output.values()[to + channel] = mean(input, example, channel, 1f / real);
        }
    }

    private static float mean(Activations input, int example, int channel, float weight) {
        float[] x = input.values();
        int channels = input.shape().channels();
        int positions = input.shape().positions();
        int end = (example + 1) * positions;
        double sum = 0;
        float chain = 0;
        int count = 0;
        for (int row = input.mask().nextReal(example * positions, end); row < end; row++) {
            if (!input.mask().isReal(row)) {
                continue;
            }
            float value = x[row * channels + channel];
            if (count % WindowOffsets.SUM_TAPS == 0) {
                sum += chain;
                chain = weight * value;
            } else {
                chain = Math.fma(weight, value, chain);
            }
            count++;
        }
        return count > WindowOffsets.SUM_TAPS ? (float) (sum + chain) : chain;
    }
}
