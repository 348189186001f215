package dev.evenkeel.formats.onnx.reading;

import dev.evenkeel.formats.onnx.reading.node.NodeReader;
import dev.evenkeel.formats.onnx.reading.translation.Image;
import dev.evenkeel.formats.onnx.reading.translation.Operator;
import dev.evenkeel.formats.onnx.reading.translation.Translation;
import dev.evenkeel.formats.onnx.reading.translation.Windows;
import dev.evenkeel.formats.onnx.reading.value.Fixed;
import dev.evenkeel.layer.Initial;
import dev.evenkeel.layer.UnaryLayer;
import dev.evenkeel.layer.core.Linear;
import dev.evenkeel.spatial.Conv;
import dev.evenkeel.spatial.ConvTranspose;
import dev.evenkeel.spatial.Window;
import dev.evenkeel.tensor.Shape;
import dev.evenkeel.tensor.Tensor;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;

/** {@code Conv} and {@code ConvTranspose}: weights from channels first to channels last. */
final class Convolutions {
    private Convolutions() {}

    static void addTo(Map<String, Operator> operators) {
        operators.put(
                "Conv",
                Operator.of(Convolutions::conv, "kernel_shape", "strides", "dilations", "pads", "auto_pad", "group"));
        operators.put(
                "ConvTranspose",
                Operator.of(
                        Convolutions::convTranspose,
                        "kernel_shape",
                        "strides",
                        "dilations",
                        "pads",
                        "auto_pad",
                        "group",
                        "output_padding",
                        "output_shape"));
    }

    private static void conv(Translation translation, NodeReader node) {
        Image image = Image.of(translation, node, 0);
        Windows windows = image.windows();
        Fixed weight = weight(translation, node, image);
        int[] kernel = kernel(node, weight, image.positions().length);
        Window window = windows.over(image.positions(), kernel);
        int channels = weight.extents()[0];
        Optional<Fixed> bias = translation.optionalFixed(node, 2);
        Conv layer = new Conv(channels, window, node.integer("group", 1), bias(bias), Initial.UNIFORM);
        define(image, layer, channels, weight, bias);
    }

    private static void convTranspose(Translation translation, NodeReader node) {
        Image image = Image.of(translation, node, 0);
        Windows windows = image.windows();
        Fixed weight = weight(translation, node, image);
        int axes = image.positions().length;
        int[] kernel = kernel(node, weight, axes);
        int groups = node.integer("group", 1);
        int channels = Math.multiplyExact(weight.extents()[1], groups);
        int[] strides = windows.strides();
        int[] dilations = windows.dilations();
        int[] extra = windows.each("output_padding", 0);
        int[] before = new int[axes];
        int[] after = new int[axes];
        Optional<int[]> wanted = node.integers("output_shape")
                .map(shape -> Arrays.copyOfRange(shape, Math.max(0, shape.length - axes), shape.length));
        Windows.AutoPad auto = Windows.AutoPad.of(node);
        int[] pads = windows.pads();
        for (int axis = 0; axis < axes; axis++) {
            int extent = image.positions()[axis];
            int full = (extent - 1) * strides[axis] + (kernel[axis] - 1) * dilations[axis] + 1 + extra[axis];
            int total;
            if (wanted.isPresent()) {
                total = full - wanted.get()[axis];
            } else if (auto == Windows.AutoPad.SAME_UPPER || auto == Windows.AutoPad.SAME_LOWER) {
                total = full - extent * strides[axis];
            } else {
                before[axis] = pads[axis];
                after[axis] = pads[axis + axes];
                continue;
            }
            if (total < 0) {
                extra[axis] -= total;
                total = 0;
            }
            before[axis] = auto == Windows.AutoPad.SAME_UPPER ? total / 2 : total - total / 2;
            after[axis] = total - before[axis];
        }
        Window window = windows.window(kernel, before, after);
        Optional<Fixed> bias = translation.optionalFixed(node, 2);
        ConvTranspose layer =
                new ConvTranspose(channels, window, windows.behindRows(0, extra), groups, bias(bias), Initial.UNIFORM);
        define(image, layer, channels, weight, bias);
    }

    private static void define(Image image, UnaryLayer layer, int channels, Fixed weight, Optional<Fixed> bias) {
        Map<String, Tensor> own = new LinkedHashMap<>();
        own.put("weight", channelsLast(weight, image.rows()));
        bias.ifPresent(given -> own.put("bias", Tensor.of(Shape.of(channels), given.floats())));
        image.define(image.add(layer, own));
    }

    private static Fixed weight(Translation translation, NodeReader node, Image image) {
        Fixed weight = translation.fixed(node, 1);
        int rank = image.positions().length + 2;
        if (weight.extents().length != rank) {
            throw node.wrong("needs a weight of " + rank + " axes, as its input has, but got "
                    + Arrays.toString(weight.extents()));
        }
        return weight;
    }

    private static int[] kernel(NodeReader node, Fixed weight, int axes) {
        int[] own = Arrays.copyOfRange(weight.extents(), 2, 2 + axes);
        int[] said = node.integers("kernel_shape").orElse(own);
        if (!Arrays.equals(said, own)) {
            throw node.wrong("needs a 'kernel_shape' like its weight's " + Arrays.toString(own) + ", but got "
                    + Arrays.toString(said));
        }
        return own;
    }

    private static Linear.Bias bias(Optional<Fixed> bias) {
        return bias.isPresent() ? Linear.Bias.WITH : Linear.Bias.WITHOUT;
    }

    /** The second axis last, with an axis of one position for each of the rows behind the first. */
    private static Tensor channelsLast(Fixed weight, int rows) {
        int rank = weight.extents().length;
        int[] order = IntStream.concat(IntStream.of(0), IntStream.concat(IntStream.range(2, rank), IntStream.of(1)))
                .toArray();
        Fixed turned = weight.transposed(order);
        int[] extents = IntStream.concat(
                        IntStream.of(turned.extents()[0]),
                        IntStream.concat(
                                IntStream.range(0, rows).map(row -> 1),
                                Arrays.stream(turned.extents()).skip(1)))
                .toArray();
        return Tensor.of(Shape.of(extents), turned.floats());
    }
}
