package dev.evenkeel.spatial;

import dev.evenkeel.CheckReturnValue;
import dev.evenkeel.json.JsonObject;
import dev.evenkeel.json.JsonValue;
import dev.evenkeel.kernel.window.Axis;
import dev.evenkeel.kernel.window.Grid;
import dev.evenkeel.kernel.window.WindowOffsets;
import dev.evenkeel.layer.InferenceContext;
import dev.evenkeel.layer.MovesPositions;
import dev.evenkeel.layer.Settings;
import dev.evenkeel.layer.TrainingContext;
import dev.evenkeel.layer.TrainingPass;
import dev.evenkeel.operation.Operation;
import dev.evenkeel.operation.builtin.MaxRows;
import dev.evenkeel.tensor.Shape;
import java.util.List;
import java.util.Optional;

/**
 * {@code y[o, c] = max over taps k of x[o * stride - before + k * dilation, c]}, over one, two or three axes; padded
 * positions take no part. Backward: dy goes to the first tap, in row-major order, that holds the maximum. Values that are
 * not numbers win (as in PyTorch), so that they are not lost. A window that lies in the padding alone is refused.
 *
 * @param window how it moves; a stride of its own size by default
 */
@CheckReturnValue
public record MaxPool(Window window) implements Windowed<MaxPool>, MovesPositions, SpatialLayer {
    /** A window of {@code size} positions, for all axes or for each, that moves by its size. */
    public static MaxPool of(int... size) {
        return new MaxPool(Window.of(size).stride(Extents.of(size)));
    }

    @Override
    public MaxPool with(Window other) {
        return new MaxPool(other);
    }

    /** Reads {@code size}, {@code stride}, {@code dilation}, {@code padding}. */
    public static MaxPool read(Settings settings) {
        Extents size = Extents.read(settings, "size").orElse(Extents.ONE);
        return new MaxPool(Window.read(settings, "size", size));
    }

    @Override
    public JsonValue settings() {
        JsonObject settings = window.describe(JsonObject.of(), "size", window.size());
        return settings.members().size() == 1 ? window.size().toJson() : settings;
    }

    @Override
    public Shape outputShape(Shape input) {
        Shape output = window.output(input, input.channels());
        window.requireInput(input);
        return output;
    }

    @Override
    public boolean keepsPositions(List<Shape> inputs) {
        return padding(inputs).map(Operation.PaddingRule::keepsMask).orElse(true);
    }

    @Override
    public Optional<Operation.PaddingRule> padding(List<Shape> inputs) {
        return PaddingOverTime.of(window, inputs.get(0), Float.NEGATIVE_INFINITY);
    }

    @Override
    public TrainingPass training(TrainingContext context) {
        Grid grid = window.over(context.inputShape());
        Axis lines = grid.lines();
        if (!grid.planes().equals(Axis.POINT) || !lines.isCutEvenly()) {
            return MaxRowsPass.of(context, rows(context.inputShape()), 1);
        }
        Axis line = new Axis(lines.size(), 1, lines.size(), lines.size(), 1, 0, 0);
        MaxRows rows = new MaxRows(describe(), WindowOffsets.of(new Grid(Axis.POINT, line, grid.points())));
        return MaxRowsPass.of(context, rows, lines.output());
    }

    @Override
    public Operation inference(InferenceContext context) {
        return rows(context.inputShape());
    }

    private MaxRows rows(Shape input) {
        return new MaxRows(describe(), WindowOffsets.of(window.over(input)));
    }

    private String describe() {
        return typeName() + " " + window.size();
    }
}
