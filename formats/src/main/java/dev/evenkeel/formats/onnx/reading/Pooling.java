package dev.evenkeel.formats.onnx.reading;

import dev.evenkeel.arithmetic.Reduce;
import dev.evenkeel.formats.onnx.reading.node.NodeReader;
import dev.evenkeel.formats.onnx.reading.translation.Image;
import dev.evenkeel.formats.onnx.reading.translation.Operator;
import dev.evenkeel.formats.onnx.reading.translation.Translation;
import dev.evenkeel.formats.onnx.reading.translation.Windows;
import dev.evenkeel.formats.onnx.reading.value.Flowing;
import dev.evenkeel.layer.UnaryLayer;
import dev.evenkeel.spatial.AdaptivePool;
import dev.evenkeel.spatial.AveragePool;
import dev.evenkeel.spatial.Extents;
import dev.evenkeel.spatial.MaxPool;
import dev.evenkeel.spatial.Window;
import dev.evenkeel.spatial.ZeroPad;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/** Pools over windows and over everything. */
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
            throw node.wrong("needs " + axes + " values in 'kernel_shape', but got " + Arrays.toString(kernel));
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

    private static void pool(Image image, UnaryLayer layer) {
        image.define(image.add(layer, Map.of()));
    }
}
