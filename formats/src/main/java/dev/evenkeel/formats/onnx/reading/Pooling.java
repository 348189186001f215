package dev.evenkeel.formats.onnx.reading;

import dev.evenkeel.EvenkeelException;
import dev.evenkeel.layer.UnaryLayer;
import dev.evenkeel.spatial.AdaptivePool;
import dev.evenkeel.spatial.AveragePool;
import dev.evenkeel.spatial.Extents;
import dev.evenkeel.spatial.MaxPool;
import dev.evenkeel.spatial.Padding;
import dev.evenkeel.spatial.Upsample;
import dev.evenkeel.spatial.Window;
import dev.evenkeel.spatial.ZeroPad;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/** Pools over windows and over everything, and the nearest neighbour's {@code Resize}. */
final class Pooling {
    private Pooling() {}

    static void addTo(Map<String, Operator> operators) {
        operators.put(
                "MaxPool",
                Operator.of(
                                Pooling::maxPool,
                                "kernel_shape",
                                "strides",
                                "dilations",
                                "pads",
                                "auto_pad",
                                "ceil_mode",
                                "storage_order")
                        .checked(Pooling::requireOneOutput));
        operators.put(
                "AveragePool",
                Operator.of(
                        Pooling::averagePool,
                        "kernel_shape",
                        "strides",
                        "dilations",
                        "pads",
                        "auto_pad",
                        "ceil_mode",
                        "count_include_pad"));
        operators.put(
                "GlobalAveragePool",
                Operator.of((translation, node) -> everything(translation, node, AdaptivePool.Kind.AVERAGE)));
        operators.put(
                "GlobalMaxPool",
                Operator.of((translation, node) -> everything(translation, node, AdaptivePool.Kind.MAX)));
        operators.put(
                "Resize",
                Operator.of(
                                Pooling::resize,
                                "mode",
                                "nearest_mode",
                                "coordinate_transformation_mode",
                                "cubic_coeff_a",
                                "exclude_outside",
                                "extrapolation_value",
                                "antialias",
                                "keep_aspect_ratio_policy")
                        .checked(Pooling::requireNearest));
        operators.put("Upsample", Operator.of(Pooling::resize, "mode", "scales").checked(Pooling::requireNearest));
    }

    private static void requireOneOutput(NodeReader node) {
        if (node.output(1).isPresent()) {
            throw node.unsupported("it gives the maxima, not their positions (its second output)");
        }
    }

    private static void requireNearest(NodeReader node) {
        if (!node.text("mode", "nearest").equals("nearest")) {
            throw node.unsupported("it takes the mode 'nearest', but '" + node.text("mode", "") + "' came");
        }
    }

    private static void maxPool(Translation translation, NodeReader node) {
        Flowing input = translation.channelsLast(node, translation.flowing(node, 0));
        int[] extents = Arrays.copyOfRange(input.extents(), 1, input.rank());
        Windows windows = new Windows(node, extents.length);
        pool(translation, node, input, new MaxPool(windows.over(extents, kernel(node, extents.length))));
    }

    /**
     * {@code count_include_pad} counts the padding that the file says or {@code auto_pad} makes, but not the positions that
     * {@code ceil_mode} adds for a last window. Where both are there, the former become zeros of the input.
     */
    private static void averagePool(Translation translation, NodeReader node) {
        Flowing input = translation.channelsLast(node, translation.flowing(node, 0));
        Windows windows = new Windows(node, input.rank() - 1);
        int[] extents = Arrays.copyOfRange(input.extents(), 1, input.rank());
        int[] kernel = kernel(node, extents.length);
        Windows.Placement placement = windows.place(extents, kernel);
        if (!node.flag("count_include_pad")) {
            pool(translation, node, input, new AveragePool(windows.over(extents, kernel), AveragePool.Counting.REAL));
        } else if (!placement.isRoundedUp()) {
            pool(translation, node, input, new AveragePool(windows.over(extents, kernel), AveragePool.Counting.PADDED));
        } else {
            Flowing padded = placement.isPadded() ? padded(translation, node, input, placement) : input;
            Window window = windows.window(kernel, new int[extents.length], placement.beyond());
            pool(translation, node, padded, new AveragePool(window, AveragePool.Counting.REAL));
        }
    }

    private static Flowing padded(
            Translation translation, NodeReader node, Flowing input, Windows.Placement placement) {
        ZeroPad layer = new ZeroPad(Padding.of(Extents.of(placement.before()), Extents.of(placement.after())));
        Flowing like = Convolutions.fromChannelsLast(layer.outputShape(input.shape()));
        return translation.add(node, "padded", layer, List.of(input), like);
    }

    private static int[] kernel(NodeReader node, int axes) {
        int[] kernel =
                node.integers("kernel_shape").orElseThrow(() -> node.wrong("needs a 'kernel_shape', but it has none"));
        if (kernel.length != axes) {
            throw node.wrong("needs " + axes + " values in 'kernel_shape', but " + Arrays.toString(kernel) + " came");
        }
        return kernel;
    }

    private static void everything(Translation translation, NodeReader node, AdaptivePool.Kind kind) {
        Flowing input = translation.channelsLast(node, translation.flowing(node, 0));
        pool(translation, node, input, new AdaptivePool(kind, Extents.of(1)));
    }

    private static void resize(Translation translation, NodeReader node) {
        Flowing input = translation.channelsLast(node, translation.flowing(node, 0));
        int axes = input.rank() - 1;
        int[] factors = new int[axes];
        float[] scales = scales(translation, node, input);
        for (int axis = 0; axis < scales.length; axis++) {
            boolean spatial = axis >= scales.length - axes;
            int factor = Math.round(scales[axis]);
            if (factor != scales[axis] || factor < 1 || (!spatial && factor != 1)) {
                throw node.unsupported(
                        "it takes whole factors along the spatial axes, but " + Arrays.toString(scales) + " came");
            }
            if (spatial) {
                factors[axis - scales.length + axes] = factor;
            }
        }
        pool(translation, node, input, Upsample.of(factors));
    }

    private static float[] scales(Translation translation, NodeReader node, Flowing input) {
        if (node.operator().equals("Upsample")) {
            return node.reals("scales")
                    .map(Pooling::floats)
                    .orElseGet(() -> translation.fixed(node, 1).floats());
        }
        int at = node.operatorSet() < 11 ? 1 : 2;
        if (node.hasInput(at) && translation.fixed(node, at).size() > 0) {
            return translation.fixed(node, at).floats();
        }
        long[] sizes = translation.fixed(node, 3).longs();
        float[] scales = new float[sizes.length];
        int lead = sizes.length - input.rank();
        for (int axis = 0; axis < scales.length; axis++) {
            scales[axis] = axis < lead ? 1 : (float) sizes[axis] / input.extents()[axis - lead];
        }
        return scales;
    }

    private static float[] floats(List<Float> list) {
        float[] values = new float[list.size()];
        for (int index = 0; index < values.length; index++) {
            values[index] = list.get(index);
        }
        return values;
    }

    private static void pool(Translation translation, NodeReader node, Flowing input, UnaryLayer layer) {
        Flowing like;
        try {
            like = Convolutions.fromChannelsLast(layer.outputShape(input.shape()));
        } catch (EvenkeelException | IllegalArgumentException | ArithmeticException problem) {
            throw node.wrong(String.valueOf(problem.getMessage()));
        }
        translation.define(node.output(), translation.add(node, layer, List.of(input), like));
    }
}
