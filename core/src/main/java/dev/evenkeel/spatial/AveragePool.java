package dev.evenkeel.spatial;

import dev.evenkeel.CheckReturnValue;
import dev.evenkeel.json.JsonObject;
import dev.evenkeel.json.JsonValue;
import dev.evenkeel.kernel.window.Grid;
import dev.evenkeel.kernel.window.WindowOffsets;
import dev.evenkeel.layer.MovesPositions;
import dev.evenkeel.layer.Settings;
import dev.evenkeel.operation.Operation;
import dev.evenkeel.operation.SumRows;
import dev.evenkeel.tensor.Shape;
import java.util.List;
import java.util.Optional;

/**
 * {@code y[o, c] = mean over taps k of x[o * stride - before + k * dilation, c]}, over one, two or three axes. Backward:
 * each tap gets its share of dy. Where padding does not count, a window that lies in the padding alone is refused.
 *
 * @param window how it moves; a stride of its own size by default
 * @param counting whether padded positions count in the mean
 */
@CheckReturnValue
public record AveragePool(Window window, Counting counting)
        implements Windowed<AveragePool>, SummingLayer, MovesPositions, SpatialLayer {
    /** A window of {@code size} positions, for all axes or for each, that moves by its size. */
    public static AveragePool of(int... size) {
        return new AveragePool(Window.of(size).stride(Extents.of(size)), Counting.PADDED);
    }

    @Override
    public AveragePool with(Window other) {
        return new AveragePool(other, counting);
    }

    /** The mean over the input's own positions only, as in Keras and ONNX. */
    public AveragePool withoutPadding() {
        return new AveragePool(window, Counting.REAL);
    }

    /** Which positions a mean is taken over. */
    public enum Counting {
        /** The whole window; padded positions count as 0 (PyTorch). */
        PADDED,
        /** The input's own positions (Keras; ONNX). */
        REAL
    }

    /** Reads {@code size}, {@code stride}, {@code dilation}, {@code padding} and {@code counting}. */
    public static AveragePool read(Settings settings) {
        Extents size = Extents.read(settings, "size").orElse(Extents.ONE);
        return new AveragePool(Window.read(settings, "size", size), settings.choice("counting", Counting.PADDED));
    }

    @Override
    public JsonValue settings() {
        JsonObject settings = window.describe(JsonObject.of(), "size", window.size());
        if (counting == Counting.REAL) {
            settings = settings.with("counting", Settings.wordOf(counting));
        }
        return settings.members().size() == 1 ? window.size().toJson() : settings;
    }

    @Override
    public Shape outputShape(Shape input) {
        Shape output = window.output(input, input.channels());
        if (counting == Counting.REAL) {
            window.requireInput(input);
        }
        return output;
    }

    @Override
    public boolean keepsPositions(List<Shape> inputs) {
        return padding(inputs).map(Operation.PaddingRule::keepsMask).orElse(true);
    }

    @Override
    public Optional<Operation.PaddingRule> padding(List<Shape> inputs) {
        Shape input = inputs.get(0);
        return counting == Counting.REAL && PaddingOverTime.reachesOver(window, input)
                ? PaddingOverTime.refused(
                        input, typeName() + " that counts real positions alone", "counting: padded, or no padding")
                : PaddingOverTime.of(window, input, 0);
    }

    @Override
    public SumRows rows(Shape input) {
        Grid grid = window.over(input);
        WindowOffsets taps = WindowOffsets.of(grid);
        return SumRows.of(
                typeName() + " " + window.size(),
                counting == Counting.PADDED ? taps.weighing(1f / grid.taps()) : taps.averaging());
    }
}
