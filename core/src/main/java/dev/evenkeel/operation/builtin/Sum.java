package dev.evenkeel.operation.builtin;

import dev.evenkeel.kernel.Kernels;
import dev.evenkeel.kernel.view.Activation;
import dev.evenkeel.operation.Activations;

/**
 * {@code y = f(x1 + x2 + ...)}, added from the first on.
 *
 * @param activation f
 * @param slope that of {@link Activation#LEAKY_RELU}
 */
public record Sum(Activation activation, float slope) implements FusingOperation {
    @Override
    public boolean isPositionwise() {
        return true;
    }

    private static final int BLOCK = 4 * 1024;

    /** {@code y = x1 + x2 + ...}. */
    public Sum() {
        this(Activation.IDENTITY, 0);
    }

    @Override
    public String describe() {
        return FusingOperation.describe("add", activation);
    }

    /** The same sum with a function of it. */
    @Override
    public Sum then(Activation function, float leakySlope) {
        return new Sum(function, leakySlope);
    }

    @Override
    public Bound bind(Kernels kernels, Activations[] inputs, Activations output) {
        Activations[] summands = inputs.clone();
        float[] sum = output.values();
        int size = output.shape().size();
        return examples -> {
            for (int from = 0; from < examples * size; from += BLOCK) {
                int length = Math.min(BLOCK, examples * size - from);
                kernels.elements().add(summands[0].values(), from, summands[1].values(), from, sum, from, length);
                for (int index = 2; index < summands.length; index++) {
                    kernels.elements().add(sum, from, summands[index].values(), from, sum, from, length);
                }
                if (activation != Activation.IDENTITY) {
                    kernels.activations().apply(activation, slope, sum, from, sum, from, length);
                }
            }
        };
    }
}
