package dev.evenkeel.operation.builtin;

import dev.evenkeel.kernel.team.Compute;
import dev.evenkeel.operation.Activations;
import dev.evenkeel.operation.Operation;

/**
 * {@code y = x}, perhaps under another shape: what dropout and flatten are once a model is frozen. A predictor leaves
 * it out and lets whoever reads it read its input instead.
 *
 * @param word what stood here, as {@code flatten}
 */
public record Identity(String word) implements Operation {
    @Override
    public String describe() {
        return word;
    }

    @Override
    public Bound bind(Compute compute, Activations[] inputs, Activations output) {
        float[] x = inputs[0].values();
        float[] y = output.values();
        int size = output.shape().size();
        return examples -> System.arraycopy(x, 0, y, 0, examples * size);
    }
}
