package dev.evenkeel.inference;

import dev.evenkeel.kernel.Kernels;

/** {@code y = x1, x2, ...}: the channels of several inputs behind each other, position by position. */
public record Concatenation() implements Operation {
    @Override
    public String describe() {
        return "concatenate";
    }

    @Override
    public Bound bind(Kernels kernels, Flow[] inputs, Flow output) {
        Flow[] parts = inputs.clone();
        int channels = output.shape().channels();
        return examples -> {
            int at = 0;
            for (Flow part : parts) {
                int own = part.shape().channels();
                kernels.rows().copy(part.values(), 0, own, output.values(), at, channels, output.rows(examples), own);
                at += own;
            }
        };
    }
}
