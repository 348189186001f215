package dev.evenkeel.spatial;

import dev.evenkeel.json.JsonObject;
import dev.evenkeel.json.JsonValue;
import dev.evenkeel.kernel.window.WindowOffsets;
import dev.evenkeel.layer.InferenceContext;
import dev.evenkeel.layer.MovesPositions;
import dev.evenkeel.layer.Settings;
import dev.evenkeel.layer.TrainingContext;
import dev.evenkeel.layer.TrainingPass;
import dev.evenkeel.operation.Operation;
import dev.evenkeel.operation.SumRows;
import dev.evenkeel.operation.builtin.MaxRows;
import dev.evenkeel.tensor.Shape;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * Pools to a given size over one, two or three axes: output position o of {@code size} along an axis of extent n covers the
 * input positions from {@code floor(o * n / size)} to {@code ceil((o + 1) * n / size)} (PyTorch's {@code AdaptiveAvgPool}
 * and {@code AdaptiveMaxPool}).
 *
 * @param kind mean or maximum
 * @param size the output's extent along each axis
 */
public record AdaptivePool(Kind kind, Extents size) implements MovesPositions, SpatialLayer {
    /** What is taken of each region. */
    public enum Kind {
        AVERAGE,
        MAX
    }

    public AdaptivePool {
        size.requireAtLeast(1, "size");
    }

    /** The mean of each region. */
    public static AdaptivePool average(int... size) {
        return new AdaptivePool(Kind.AVERAGE, Extents.of(size));
    }

    /** The maximum of each region. */
    public static AdaptivePool max(int... size) {
        return new AdaptivePool(Kind.MAX, Extents.of(size));
    }

    /** Reads {@code size} and {@code kind}. */
    public static AdaptivePool read(Settings settings) {
        Extents size = Extents.required(settings, "size");
        return new AdaptivePool(settings.choice("kind", Kind.AVERAGE), size);
    }

    @Override
    public JsonValue settings() {
        return kind == Kind.AVERAGE
                ? size.toJson()
                : JsonObject.of().with("size", size.toJson()).with("kind", Settings.wordOf(kind));
    }

    @Override
    public Shape outputShape(Shape input) {
        int axes = Window.axes(input, size);
        int[] extents = input.toArray();
        for (int axis = 0; axis < axes; axis++) {
            extents[axis] = size.at(axis);
        }
        return Shape.of(extents);
    }

    @Override
    public boolean keepsPositions(List<Shape> inputs) {
        return padding(inputs).map(Operation.PaddingRule::keepsMask).orElse(true);
    }

    @Override
    public Optional<Operation.PaddingRule> padding(List<Shape> inputs) {
        return PaddingOverTime.refused(inputs.get(0), typeName(), "a conv, maxPool, averagePool or sequencePool");
    }

    @Override
    public TrainingPass training(TrainingContext context) {
        WindowOffsets regions = regions(context.inputShape());
        return switch (kind) {
            case AVERAGE -> SummingLayer.pass(context, means(regions));
            case MAX -> MaxRowsPass.of(context, maxima(regions), 1);
        };
    }

    @Override
    public Operation inference(InferenceContext context) {
        WindowOffsets regions = regions(context.inputShape());
        return switch (kind) {
            case AVERAGE -> means(regions);
            case MAX -> maxima(regions);
        };
    }

    private SumRows means(WindowOffsets regions) {
        return SumRows.of(typeName() + " " + size, regions.averaging());
    }

    private MaxRows maxima(WindowOffsets regions) {
        return new MaxRows(typeName() + " " + size + ", max", regions);
    }

    private WindowOffsets regions(Shape input) {
        int[] extents = Arrays.copyOf(input.toArray(), input.rank() - 1);
        int[][][] regions = new int[extents.length][][];
        Arrays.setAll(regions, axis -> regions(extents[axis], size.at(axis)));
        return WindowOffsets.of(extents, regions);
    }

    private static int[][] regions(long extent, int outputs) {
        int[][] regions = new int[outputs][];
        for (int output = 0; output < outputs; output++) {
            int from = (int) (output * extent / outputs);
            int to = (int) (((output + 1) * extent + outputs - 1) / outputs);
            regions[output] = IntStream.range(from, to).toArray();
        }
        return regions;
    }
}
