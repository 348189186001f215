package dev.evenkeel.inference;

import dev.evenkeel.kernel.Kernels;

/** {@code y = x1 + x2 + ...}, added from the first on. */
public record Sum() implements Operation {
    @Override
    public String describe() {
        return "add";
    }

    @Override
    public Bound bind(Kernels kernels, Flow[] inputs, Flow output) {
        Flow[] summands = inputs.clone();
        float[] sum = output.values();
        int size = output.shape().size();
        return examples -> {
            int length = examples * size;
            kernels.add(summands[0].values(), 0, summands[1].values(), 0, sum, 0, length);
            for (int index = 2; index < summands.length; index++) {
                kernels.add(sum, 0, summands[index].values(), 0, sum, 0, length);
            }
        };
    }
}
