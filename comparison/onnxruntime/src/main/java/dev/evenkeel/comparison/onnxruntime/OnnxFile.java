package dev.evenkeel.comparison.onnxruntime;

import dev.evenkeel.comparison.network.Architecture;
import dev.evenkeel.comparison.network.Part;
import dev.evenkeel.comparison.network.Weights;

/** A folded network as the bytes of an ONNX model (operator set 13). Field numbers are those of {@code onnx.proto}. */
final class OnnxFile {
    static final String INPUT = "input";
    static final String OUTPUT = "output";

    private static final int FLOAT = 1;
    private static final int ATTRIBUTE_INT = 2;
    private static final int ATTRIBUTE_INTS = 7;

    private final Weights weights;
    private final Message graph = new Message();
    private String last = INPUT;

    private OnnxFile(Weights weights) {
        this.weights = weights;
    }

    static byte[] of(Architecture architecture) {
        OnnxFile file =
                new OnnxFile(Weights.draw(architecture, Architecture.CHANNELS).folded());
        file.nodes();
        file.graph
                .text(2, architecture.toString())
                .message(11, value(INPUT, inputExtents(architecture)))
                .message(12, value(OUTPUT, 1, Architecture.CLASSES));
        return new Message()
                .number(1, 8)
                .text(2, "evenkeel-comparison")
                .message(7, file.graph)
                .message(8, new Message().text(1, "").number(2, 13))
                .toBytes();
    }

    static long[] inputExtents(Architecture architecture) {
        return architecture.isConvolutional()
                ? new long[] {1, 1, Architecture.EXTENT, Architecture.EXTENT}
                : new long[] {1, Architecture.PIXELS};
    }

    private void nodes() {
        int count = weights.parts().size();
        for (int place = 0; place < count; place++) {
            String output = place == count - 1 ? OUTPUT : "value" + place;
            graph.message(1, node(place, weights.parts().get(place), output));
            last = output;
        }
    }

    private Message node(int place, Part part, String output) {
        String weight = place + ".weight";
        String bias = place + ".bias";
        if (part instanceof Part.Dense dense) {
            tensor(weight, weights.channelsFirst(place), dense.outputs(), dense.inputs());
            tensor(bias, weights.get(bias), dense.outputs());
            return node("Gemm", output, weight, bias).message(5, integer("transB", 1));
        } else if (part instanceof Part.Convolution convolution) {
            tensor(weight, weights.channelsFirst(place), convolution.outputs(), convolution.inputs(), 3, 3);
            tensor(bias, weights.get(bias), convolution.outputs());
            return node("Conv", output, weight, bias)
                    .message(5, integers("kernel_shape", 3, 3))
                    .message(5, integers("pads", 1, 1, 1, 1));
        } else if (part instanceof Part.Rectifier) {
            return node("Relu", output);
        } else if (part instanceof Part.Pool) {
            return node("MaxPool", output)
                    .message(5, integers("kernel_shape", 2, 2))
                    .message(5, integers("strides", 2, 2));
        }
        return node("Flatten", output).message(5, integer("axis", 1));
    }

    /** A node that reads what the one before wrote, and weights. */
    private Message node(String operator, String output, String... initializers) {
        Message node = new Message().text(1, last);
        for (String name : initializers) {
            node.text(1, name);
        }
        return node.text(2, output).text(4, operator);
    }

    private void tensor(String name, float[] values, long... extents) {
        graph.message(
                5,
                new Message().numbers(1, extents).number(2, FLOAT).text(8, name).floats(9, values));
    }

    static Message integer(String name, long value) {
        return new Message().text(1, name).number(3, value).number(20, ATTRIBUTE_INT);
    }

    private static Message integers(String name, long... values) {
        return new Message().text(1, name).numbers(8, values).number(20, ATTRIBUTE_INTS);
    }

    private static Message value(String name, long... extents) {
        Message shape = new Message();
        for (long extent : extents) {
            shape.message(1, new Message().number(1, extent));
        }
        Message tensor = new Message().number(1, FLOAT).message(2, shape);
        return new Message().text(1, name).message(2, new Message().message(1, tensor));
    }
}
