package dev.evenkeel.inference;

import dev.evenkeel.kernel.Kernels;

/** {@code y = exp(x) / sum exp(x)} over the last axis. */
public record SoftmaxOperation() implements Operation {
    @Override
    public String describe() {
        return "softmax";
    }

    @Override
    public Bound bind(Kernels kernels, Flow[] inputs, Flow output) {
        Flow input = inputs[0];
        int channels = output.shape().channels();
        float[] logSum = new float[output.rows(output.capacity())];
        return examples -> kernels.rows()
                .softmax(input.values(), 0, output.values(), 0, output.rows(examples), channels, logSum, 0);
    }
}
