package dev.evenkeel.layer;

import dev.evenkeel.tensor.Shape;

/**
 * A parameter of another layer that a layer reads as its own: there is one tensor, which the other layer keeps, counts, saves
 * and freezes, and training adds the gradients of both.
 *
 * @param name as this layer asks for it, {@link TrainingContext#parameter} and {@link InferenceContext#tensor}
 * @param layer the name of the other layer in the network; it stands before this one
 * @param parameter its name within that layer
 * @param shape what this layer needs
 */
public record SharedParameter(String name, String layer, String parameter, Shape shape) {
    /** As {@code embedding.weight}. */
    public String fullName() {
        return layer + "." + parameter;
    }
}
