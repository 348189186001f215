package dev.evenkeel.spatial;

import dev.evenkeel.kernel.Kernels;
import dev.evenkeel.kernel.team.Compute;
import dev.evenkeel.kernel.team.Team;
import dev.evenkeel.kernel.view.Matrix;
import dev.evenkeel.kernel.window.WindowOffsets;
import dev.evenkeel.operation.Activations;
import dev.evenkeel.operation.Operation;
import dev.evenkeel.tensor.Mask;
import java.util.Arrays;

/**
 * {@code y[c] = mean over the real positions p of x[p, c]}, and 0 where there is none. An example with padding has the bits that
 * its real positions alone would have: the chains are those of {@link dev.evenkeel.kernel.Windows#sum}.
 *
 * @param all every position, with the weight that each has if all are real
 */
record MeanOfPositions(String describe, WindowOffsets all) implements Operation {
    @Override
    public Bound bind(Compute compute, Activations[] inputs, Activations output) {
        Team.RangeTask means = over(compute.kernels(), inputs[0], output);
        return examples -> means.run(0, examples);
    }

    /** The computation of ranges of examples, for any number of threads. */
    Team.RangeTask over(Kernels kernels, Activations input, Activations output) {
        Matrix x = input.matrix();
        Matrix y = output.matrix();
        return (from, to) -> {
            for (int example = from; example < to; example++) {
                if (realPositions(input.mask(), example) == all.inputs()) {
                    kernels.windows().sum(all, x, y, example, 0);
                } else {
                    mean(input, output, example);
                }
            }
        };
    }

    /** How many positions of an example are real. */
    int realPositions(Mask mask, int example) {
        return mask.realRows(example * all.inputs(), (example + 1) * all.inputs());
    }

    private void mean(Activations input, Activations output, int example) {
        int channels = input.shape().channels();
        Mask mask = input.mask();
        int end = (example + 1) * all.inputs();
        int to = example * channels;
        float weight = 1f / realPositions(mask, example);
        if (mask.nextReal(example * all.inputs(), end) == end) {
            Arrays.fill(output.values(), to, to + channels, 0f);
            return;
        }
        for (int channel = 0; channel < channels; channel++) {
            output.values()[to + channel] = mean(input, example, channel, weight);
        }
    }

    private float mean(Activations input, int example, int channel, float weight) {
        float[] x = input.values();
        int channels = input.shape().channels();
        int end = (example + 1) * all.inputs();
        double sum = 0;
        float chain = 0;
        int count = 0;
        for (int row = input.mask().nextReal(example * all.inputs(), end); row < end; row++) {
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
