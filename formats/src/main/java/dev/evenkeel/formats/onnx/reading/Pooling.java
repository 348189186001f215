package dev.evenkeel.formats.onnx.reading;

import dev.evenkeel.arithmetic.Reduce;
import dev.evenkeel.formats.onnx.reading.node.NodeReader;
import dev.evenkeel.formats.onnx.reading.value.Flowing;
import dev.evenkeel.layer.UnaryLayer;
import dev.evenkeel.spatial.AdaptivePool;
import dev.evenkeel.spatial.AveragePool;
import dev.evenkeel.spatial.Extents;
import dev.evenkeel.spatial.MaxPool;
import dev.evenkeel.spatial.Upsample;
import dev.evenkeel.spatial.Window;
import dev.evenkeel.spatial.ZeroPad;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

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
                        .onlyFirst("it gives the maxima, not their positions"));
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

    private static void requireNearest(NodeReader node) {
        if (!node.text("mode", "nearest").equals("nearest")) {
            throw node.unsupported("it takes the mode 'nearest', but '" + node.text("mode", "") + "' came");
        }
    }

    private static void maxPool(Translation translation, NodeReader node) {
        Image image = Image.of(translation, node, 0);
        Windows windows = image.windows();
        int[] extents = image.positions();
        pool(image, new MaxPool(windows.over(extents, kernel(node, extents.length))));
    }

    /**
     * {@code count_include_pad} counts the padding that the file says or {@code auto_pad} makes, but not the positions that
     * {@code ceil_mode} adds for a last window. Where both are there, the former become zeros of the input.
     */
    private static void averagePool(Translation translation, NodeReader node) {
        Image image = Image.of(translation, node, 0);
        Windows windows = image.windows();
        int[] extents = image.positions();
        int[] kernel = kernel(node, extents.length);
        Windows.Placement placement = windows.place(extents, kernel);
        if (!node.flag("count_include_pad")) {
            pool(image, new AveragePool(windows.over(extents, kernel), AveragePool.Counting.REAL));
        } else if (!placement.isRoundedUp()) {
            pool(image, new AveragePool(windows.over(extents, kernel), AveragePool.Counting.PADDED));
        } else {
            Image padded = placement.isPadded() ? padded(image, windows, placement) : image;
            Window window = windows.window(kernel, new int[extents.length], placement.beyond());
            pool(padded, new AveragePool(window, AveragePool.Counting.REAL));
        }
    }

    private static Image padded(Image image, Windows windows, Windows.Placement placement) {
        ZeroPad layer = new ZeroPad(windows.padding(placement.before(), placement.after()));
        Flowing like = image.like(layer.outputShape(image.value().shape()));
        return image.with(image.translation().add(image.node(), "padded", layer, List.of(image.value()), like));
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
        Image image = Image.of(translation, node, 0);
        if (image.rows() == 0) {
            pool(image, new AdaptivePool(kind, Extents.of(1)));
            return;
        }
        List<Integer> positions = IntStream.range(0, image.positions().length)
                .mapToObj(axis -> axis + image.rows())
                .toList();
        Reduce.Operator operator = kind == AdaptivePool.Kind.MAX ? Reduce.Operator.MAX : Reduce.Operator.MEAN;
        pool(image, new Reduce(operator, positions));
    }

    private static void resize(Translation translation, NodeReader node) {
        Image image = Image.of(translation, node, 0);
        int axes = image.positions().length;
        int[] factors = new int[axes];
        float[] scales = scales(translation, node, image);
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
        pool(image, new Upsample(image.windows().behindRows(1, factors)));
    }

    private static float[] scales(Translation translation, NodeReader node, Image image) {
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
        int before = sizes.length - image.positions().length;
        for (int axis = 0; axis < scales.length; axis++) {
            scales[axis] = axis < before ? 1 : (float) sizes[axis] / image.positions()[axis - before];
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

    private static void pool(Image image, UnaryLayer layer) {
        image.define(image.add(layer, Map.of()));
    }
}
