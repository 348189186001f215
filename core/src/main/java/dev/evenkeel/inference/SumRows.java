package dev.evenkeel.inference;

import dev.evenkeel.kernel.Kernels;
import dev.evenkeel.kernel.Taps;
import java.util.Arrays;

/**
 * {@code y[o, before + c] = sum over the taps of o of weight * x[row, c]} within each example, and 0 in channels that the input
 * lacks: averages, repetitions, zeros around an input.
 *
 * @param describe what stands here, as {@code averagePool 2}
 * @param taps which positions each output position is the weighted sum of
 * @param before how many channels of zeros the output has before those of the input
 */
public record SumRows(String describe, Taps taps, int before) implements Operation {
    /** With the channels of the input. */
    public static SumRows of(String describe, Taps taps) {
        return new SumRows(describe, taps, 0);
    }

    @Override
    public Bound bind(Kernels kernels, Flow[] inputs, Flow output) {
        Flow input = inputs[0];
        return examples -> compute(kernels, input, output, 0, examples);
    }

    /** Computes the outputs of the examples {@code [from, to)}. */
    public void compute(Kernels kernels, Flow input, Flow output, int from, int to) {
        int inputs = input.shape().channels();
        int channels = output.shape().channels();
        int size = output.shape().size();
        if (channels > inputs) {
            Arrays.fill(output.values(), from * size, to * size, 0f);
        }
        for (int example = from; example < to; example++) {
            int x = example * input.shape().size();
            kernels.windows()
                    .sum(taps, input.values(), x, inputs, output.values(), example * size + before, channels, inputs);
        }
    }
}
