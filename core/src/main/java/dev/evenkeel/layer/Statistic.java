package dev.evenkeel.layer;

import dev.evenkeel.tensor.Shape;

/**
 * Values of a layer that gradients do not change.
 *
 * @param name PyTorch's name within the layer, as {@code running_mean}
 * @param shape its shape
 * @param initial its value before the first batch
 * @param origin where its values come from
 */
public record Statistic(String name, Shape shape, float initial, Origin origin) {
    /** Where the values come from. */
    public enum Origin {
        /** From data: a model keeps the evidence behind them, and one without any is not frozen. */
        GATHERED,
        /** From whoever made the model: training and recalibration leave them as they are. */
        GIVEN
    }

    /** A running statistic, gathered from batches or fitted to the training data. */
    public Statistic(String name, Shape shape, float initial) {
        this(name, shape, initial, Origin.GATHERED);
    }

    /** Constants, {@code initial} unless a model gives others. */
    public static Statistic given(String name, Shape shape, float initial) {
        return new Statistic(name, shape, initial, Origin.GIVEN);
    }
}
