package dev.evenkeel.layer;

import dev.evenkeel.tensor.Shape;

/**
 * A running statistic of a layer, changed by training steps and not by gradients.
 *
 * @param name PyTorch's name within the layer, as {@code running_mean}
 * @param shape its shape
 * @param initial its value before the first batch
 */
public record Statistic(String name, Shape shape, float initial) {}
