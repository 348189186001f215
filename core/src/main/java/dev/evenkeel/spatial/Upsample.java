package dev.evenkeel.spatial;

import dev.evenkeel.json.JsonValue;
import dev.evenkeel.kernel.window.WindowOffsets;
import dev.evenkeel.layer.MovesPositions;
import dev.evenkeel.layer.Settings;
import dev.evenkeel.operation.Operation;
import dev.evenkeel.operation.SumRows;
import dev.evenkeel.tensor.Shape;
import java.util.List;
import java.util.Optional;

/**
 * Repeats every position {@code factor} times along each spatial axis: {@code y[o] = x[floor(o / factor)]} (nearest
 * neighbour). Backward: each position gets the sum of what its copies get.
 *
 * @param factor how often, for all axes or for each
 */
public record Upsample(Extents factor) implements SummingLayer, SpatialLayer, MovesPositions {
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
    public boolean keepsPositions(List<Shape> inputs) {
        return padding(inputs).map(Operation.PaddingRule::keepsMask).orElse(true);
    }

    @Override
    public Optional<Operation.PaddingRule> padding(List<Shape> inputs) {
        Shape input = inputs.get(0);
        return PaddingOverTime.of(input, outputShape(input).positions(), 0, length -> length * factor.at(0));
    }

    @Override
    public SumRows rows(Shape input) {
        Window copies = new Window(factor, factor, Extents.ONE, Padding.none());
        return SumRows.of(
                typeName() + " " + factor,
                WindowOffsets.of(copies.over(outputShape(input))).transposed());
    }
}
