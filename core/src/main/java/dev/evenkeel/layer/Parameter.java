package dev.evenkeel.layer;

import dev.evenkeel.tensor.Shape;

/**
 * A learned tensor of a layer.
 *
 * @param name PyTorch's name within the layer, as {@code weight}
 * @param shape its shape
 * @param role what it does, which decides whether weight decay applies by default
 * @param initializer its values before training
 */
public record Parameter(String name, Shape shape, Role role, Initializer initializer) {
    /** What a parameter does. */
    public enum Role {
        /** Multiplies activations: decays where weight decay is asked for. */
        WEIGHT,
        /** Is added: no weight decay by default. */
        BIAS,
        /** Scale or shift of a normalization: no weight decay by default. */
        NORMALIZATION
    }
}
