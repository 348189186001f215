package dev.evenkeel.comparison.onnxruntime;

import dev.evenkeel.comparison.network.Architecture;
import dev.evenkeel.comparison.network.Part;
import dev.evenkeel.comparison.network.Part.Named;
import dev.evenkeel.comparison.network.Weights;
import java.util.List;

/** A folded network as the bytes of an ONNX model (operator set 13). Field numbers are those of {@code onnx.proto}. */
final class OnnxFile {
    static final String INPUT = "input";
    static final String OUTPUT = "output";

    private static final int FLOAT = 1;
    private static final int ATTRIBUTE_INT = 2;
    private static final int ATTRIBUTE_INTS = 7;

    private final Weights weights;
    private final Named last;
    private final Message graph = new Message();

    private OnnxFile(Weights weights) {
        this.weights = weights;
        last = weights.parts().get(weights.parts().size() - 1);
    }

    static byte[] of(Architecture architecture, int batch) {
        OnnxFile file =
                new OnnxFile(Weights.draw(architecture, Architecture.CHANNELS).folded());
        String output = file.sequence(file.weights.parts(), INPUT);
        file.graph
                .text(2, architecture.toString())
                .message(11, value(INPUT, inputExtents(architecture, batch)))
                .message(12, value(output, batch, Architecture.CLASSES));
        return new Message()
                .number(1, 8)
                .text(2, "evenkeel-comparison")
                .message(7, file.graph)
                .message(8, new Message().text(1, "").number(2, 13))
                .toBytes();
    }

    static long[] inputExtents(Architecture architecture, int batch) {
        return architecture.isConvolutional()
                ? new long[] {batch, architecture.imageChannels(), architecture.extent(), architecture.extent()}
                : new long[] {batch, architecture.inputs()};
    }

    /** Writes the parts' nodes. Returns the name of what the last one computes. */
    private String sequence(List<Named> parts, String input) {
        String x = input;
        for (Named named : parts) {
            String output = named.equals(last) ? OUTPUT : named.name();
            if (named.part() instanceof Part.Residual residual) {
                String sum = named.name() + ".sum";
                graph.message(1, node("Add", sum, sequence(residual.body(), x), sequence(residual.shortcut(), x)))
                        .message(1, node("Relu", output, sum));
            } else if (named.part() instanceof Part.Average) {
                String mean = named.name() + ".mean";
                graph.message(1, node("GlobalAveragePool", mean, x)).message(1, node("Flatten", output, mean));
            } else {
                graph.message(1, node(named.name(), named.part(), x, output));
            }
            x = output;
        }
        return x;
    }

    private Message node(String name, Part part, String input, String output) {
        String weight = name + ".weight";
        String bias = name + ".bias";
        if (part instanceof Part.Dense dense) {
            tensor(weight, dense.outputs(), dense.inputs());
            tensor(bias, dense.outputs());
            return node("Gemm", output, input, weight, bias).message(5, integer("transB", 1));
        } else if (part instanceof Part.Convolution convolution) {
            int kernel = convolution.kernel();
            int stride = convolution.stride();
            int padding = convolution.padding();
            tensor(weight, convolution.outputs(), convolution.channels(), kernel, kernel);
            tensor(bias, convolution.outputs());
            return node("Conv", output, input, weight, bias)
                    .message(5, integers("kernel_shape", kernel, kernel))
                    .message(5, integers("strides", stride, stride))
                    .message(5, integers("pads", padding, padding, padding, padding));
        } else if (part instanceof Part.Rectifier) {
            return node("Relu", output, input);
        } else if (part instanceof Part.Pool) {
            return node("MaxPool", output, input)
                    .message(5, integers("kernel_shape", 2, 2))
                    .message(5, integers("strides", 2, 2));
        }
        return node("Flatten", output, input);
    }

    private static Message node(String operator, String output, String... inputs) {
        Message node = new Message();
        for (String name : inputs) {
            node.text(1, name);
        }
        return node.text(2, output).text(4, operator);
    }

    private void tensor(String name, long... extents) {
        Message tensor = new Message().numbers(1, extents).number(2, FLOAT).text(8, name);
        graph.message(5, tensor.floats(9, weights.channelsFirst(name)));
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
