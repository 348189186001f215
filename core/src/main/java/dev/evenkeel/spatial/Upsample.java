package dev.evenkeel.spatial;

import dev.evenkeel.json.JsonValue;
import dev.evenkeel.kernel.window.WindowOffsets;
import dev.evenkeel.layer.Settings;
import dev.evenkeel.operation.SumRows;
import dev.evenkeel.tensor.Shape;

/**
 * Repeats every position {@code factor} times along each spatial axis: {@code y[o] = x[floor(o / factor)]} (nearest
 * neighbour). Backward: each position gets the sum of what its copies get.
 *
 * @param factor how often, for all axes or for each
 */
public record Upsample(Extents factor) implements SummingLayer, SpatialLayer {
    public Upsample {
        factor.requireAtLeast(1, "factor");
    }

    /** So often, for all axes or for each. */
    public static Upsample of(int... factor) {
        return new Upsample(Extents.of(factor));
    }

    /** Reads {@code factor}. */
    public static Upsample read(Settings settings) {
        return new Upsample(Extents.required(settings, "factor"));
    }

    @Override
    public JsonValue settings() {
        return factor.toJson();
    }

    @Override
    public Shape outputShape(Shape input) {
        int axes = Window.axes(input, factor);
        int[] extents = input.toArray();
        for (int axis = 0; axis < axes; axis++) {
            extents[axis] = Math.multiplyExact(extents[axis], factor.at(axis));
        }
        return Shape.of(extents);
    }

    @Override
    public SumRows rows(Shape input) {
        Window copies = new Window(factor, factor, Extents.ONE, Padding.none());
        return SumRows.of(
                typeName() + " " + factor,
                WindowOffsets.of(copies.over(outputShape(input))).transposed());
    }
}
