package dev.evenkeel.formats.onnx.reading;

import dev.evenkeel.layer.Initial;
import dev.evenkeel.layer.Linear;
import dev.evenkeel.spatial.Conv;
import dev.evenkeel.spatial.ConvTranspose;
import dev.evenkeel.spatial.Extents;
import dev.evenkeel.spatial.Padding;
import dev.evenkeel.spatial.Window;
import dev.evenkeel.tensor.Shape;
import dev.evenkeel.tensor.Tensor;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
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
        Flowing input = translation.channelsLast(node, translation.flowing(node, 0));
        Fixed weight = weight(translation, node, input);
        int axes = input.rank() - 1;
        Windows windows = new Windows(node, axes);
        int[] kernel = kernel(node, weight, axes);
        Window window = windows.over(Arrays.copyOfRange(input.extents(), 1, input.rank()), kernel);
        int channels = weight.extents()[0];
        Optional<Fixed> bias = translation.optionalFixed(node, 2);
        Conv layer = new Conv(channels, window, node.integer("group", 1), bias(bias), Initial.UNIFORM);
        define(translation, node, layer, input, channels, weight, bias);
    }

    private static void convTranspose(Translation translation, NodeReader node) {
        Flowing input = translation.channelsLast(node, translation.flowing(node, 0));
        Fixed weight = weight(translation, node, input);
        int axes = input.rank() - 1;
        Windows windows = new Windows(node, axes);
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
            int extent = input.extents()[axis + 1];
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
        Window window = new Window(
                Extents.of(kernel),
                Extents.of(strides),
                Extents.of(dilations),
                Padding.of(Extents.of(before), Extents.of(after)));
        Optional<Fixed> bias = translation.optionalFixed(node, 2);
        ConvTranspose layer =
                new ConvTranspose(channels, window, Extents.of(extra), groups, bias(bias), Initial.UNIFORM);
        define(translation, node, layer, input, channels, weight, bias);
    }

    private static void define(
            Translation translation,
            NodeReader node,
            dev.evenkeel.layer.UnaryLayer layer,
            Flowing input,
            int channels,
            Fixed weight,
            Optional<Fixed> bias) {
        Map<String, Tensor> own = new LinkedHashMap<>();
        own.put("weight", channelsLast(weight));
        bias.ifPresent(given -> own.put("bias", Tensor.of(Shape.of(channels), given.floats())));
        Shape output;
        try {
            output = layer.outputShape(input.shape());
        } catch (dev.evenkeel.EvenkeelException | IllegalArgumentException | ArithmeticException problem) {
            throw node.wrong(String.valueOf(problem.getMessage()));
        }
        translation.define(node.output(), translation.add(node, layer, List.of(input), own, fromChannelsLast(output)));
    }

    /** A value whose node has channels last, of its node's shape. */
    static Flowing fromChannelsLast(Shape shape) {
        int rank = shape.rank();
        int[] extents = new int[rank];
        extents[0] = shape.channels();
        for (int axis = 1; axis < rank; axis++) {
            extents[axis] = shape.extent(axis - 1);
        }
        return new Flowing("", extents, Flowing.channelsLast(rank), Optional.empty());
    }

    private static Fixed weight(Translation translation, NodeReader node, Flowing input) {
        Fixed weight = translation.fixed(node, 1);
        if (weight.extents().length != input.rank() + 1) {
            throw node.wrong("needs a weight of " + (input.rank() + 1) + " axes for its input "
                    + Arrays.toString(input.extents()) + ", but " + Arrays.toString(weight.extents()) + " came");
        }
        return weight;
    }

    private static int[] kernel(NodeReader node, Fixed weight, int axes) {
        int[] own = Arrays.copyOfRange(weight.extents(), 2, 2 + axes);
        int[] said = node.integers("kernel_shape").orElse(own);
        if (!Arrays.equals(said, own)) {
            throw node.wrong("needs a 'kernel_shape' like its weight's " + Arrays.toString(own) + ", but "
                    + Arrays.toString(said) + " came");
        }
        return own;
    }

    private static Linear.Bias bias(Optional<Fixed> bias) {
        return bias.isPresent() ? Linear.Bias.WITH : Linear.Bias.WITHOUT;
    }

    /** The second axis last. */
    private static Tensor channelsLast(Fixed weight) {
        int rank = weight.extents().length;
        int[] order = IntStream.concat(IntStream.of(0), IntStream.concat(IntStream.range(2, rank), IntStream.of(1)))
                .toArray();
        Fixed turned = weight.transposed(order);
        return Tensor.of(Shape.of(turned.extents()), turned.floats());
    }
}
