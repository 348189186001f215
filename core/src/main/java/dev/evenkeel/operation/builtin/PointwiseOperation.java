package dev.evenkeel.operation.builtin;

import dev.evenkeel.kernel.Kernels;
import dev.evenkeel.kernel.view.Activation;
import dev.evenkeel.operation.Activations;
import dev.evenkeel.operation.Operation;

/**
 * {@code y = f(x)}, element by element.
 *
 * @param word what stands here, as {@code relu}
 * @param activation the function
 * @param slope that of {@link Activation#LEAKY_RELU}
 */
public record PointwiseOperation(String word, Activation activation, float slope) implements Operation {
    @Override
    public boolean isPositionwise() {
        return true;
    }

    @Override
    public String describe() {
        return word;
    }

    @Override
    public Bound bind(Kernels kernels, Activations[] inputs, Activations output) {
        float[] x = inputs[0].values();
        float[] y = output.values();
        int size = output.shape().size();
        return examples -> kernels.activations().apply(activation, slope, x, 0, y, 0, examples * size);
    }
}
