package dev.evenkeel.inference;

import dev.evenkeel.kernel.Kernels;
import dev.evenkeel.kernel.Taps;

/**
 * {@code y[o, c] = max over the taps of o of x[row, c]} within each example; values that are not numbers win.
 *
 * @param describe what stands here, as {@code maxPool 2}
 * @param taps which positions each output position is the maximum of
 */
public record MaxRows(String describe, Taps taps) implements Operation {
    @Override
    public Bound bind(Kernels kernels, Flow[] inputs, Flow output) {
        Flow input = inputs[0];
        return examples -> compute(kernels, input, output, 0, examples);
    }

    /** Computes the outputs of the examples {@code [from, to)}. */
    public void compute(Kernels kernels, Flow input, Flow output, int from, int to) {
        int channels = input.shape().channels();
        for (int example = from; example < to; example++) {
            int x = example * input.shape().size();
            int y = example * output.shape().size();
            kernels.windows().max(taps, input.values(), x, output.values(), y, channels, channels);
        }
    }
}
