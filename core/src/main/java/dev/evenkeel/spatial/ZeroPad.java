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
 * Zeros around each example along its spatial axes.
 *
 * @param padding how many positions before and behind; in numbers
 */
public record ZeroPad(Padding padding) implements SummingLayer, SpatialLayer, MovesPositions {
    public ZeroPad {
        if (!(padding instanceof Padding.Explicit)) {
            throw new IllegalArgumentException("needs its padding in numbers, but got 'same'");
        }
    }

    /** So many positions before and behind, for all axes or for each. */
    public static ZeroPad of(int... positions) {
        return new ZeroPad(Padding.of(positions));
    }

    /** Reads {@code padding}. */
    public static ZeroPad read(Settings settings) {
        return new ZeroPad(Padding.read(settings, "padding"));
    }

    @Override
    public JsonValue settings() {
        return padding.toJson();
    }

    @Override
    public Shape outputShape(Shape input) {
        return window().output(input, input.channels());
    }

    @Override
    public SumRows rows(Shape input) {
        return SumRows.of(typeName() + " " + padding, WindowOffsets.of(window().over(input)));
    }

    @Override
    public boolean keepsPositions(List<Shape> inputs) {
        return padding(inputs).map(Operation.PaddingRule::keepsMask).orElse(true);
    }

    @Override
    public Optional<Operation.PaddingRule> padding(List<Shape> inputs) {
        return PaddingOverTime.of(window(), inputs.get(0), 0);
    }

    private Window window() {
        return Window.of(1).padding(padding);
    }
}
