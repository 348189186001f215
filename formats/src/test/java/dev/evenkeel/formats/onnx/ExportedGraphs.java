package dev.evenkeel.formats.onnx;

import static dev.evenkeel.formats.onnx.Graphs.real;
import static dev.evenkeel.formats.onnx.Graphs.text;
import static dev.evenkeel.formats.onnx.Graphs.whole;
import static dev.evenkeel.formats.onnx.Graphs.wholes;

import dev.evenkeel.formats.onnx.file.AttributeProto;
import java.util.List;
import java.util.Map;

/** Networks of tables and images as exporters leave them. */
final class ExportedGraphs {
    private ExportedGraphs() {}

    static Map<String, AttributeProto> axes(Long... axes) {
        return Map.of("axes", wholes(axes));
    }

    static Map<String, AttributeProto> perm(Long... order) {
        return Map.of("perm", wholes(order));
    }

    static Map<String, AttributeProto> axis(long axis) {
        return Map.of("axis", whole(axis));
    }

    static final Map<String, AttributeProto> TRANSPOSED = Map.of("transB", whole(1));
    static final Map<String, AttributeProto> SAME = Map.of("pads", wholes(1L, 1L, 1L, 1L));

    static Graphs statistics(Graphs graph, String name, int channels) {
        float[] variance = new float[channels];
        for (int at = 0; at < channels; at++) {
            variance[at] = 0.5f + at;
        }
        return graph.weight(name + ".weight", channels)
                .weight(name + ".bias", channels)
                .weight(name + ".running_mean", channels)
                .tensor(name + ".running_var", variance, channels);
    }

    static Graphs batchNorm(Graphs graph, String name, String input, int channels) {
        return statistics(graph, name, channels)
                .node(
                        "BatchNormalization",
                        name,
                        List.of(input, name + ".weight", name + ".bias", name + ".running_mean", name + ".running_var"),
                        Map.of("epsilon", real(1e-5f), "momentum", real(0.9f)));
    }

    /** scikit-learn's MLP with a scaler: Sub, Div, MatMul, Add, Relu, Softmax, and a last reshape. */
    static Graphs perceptron(int batch) {
        return Graphs.of(batch, 4)
                .tensor("mean", new float[] {1, -1, .5f, 2}, 1, 4)
                .tensor("scale", new float[] {1, 2, .5f, 3}, 1, 4)
                .weight("w", 4, 5)
                .weight("b", 1, 5)
                .weight("v", 5, 3)
                .weight("c", 1, 3)
                .node("Sub", "centred", "x", "mean")
                .node("Div", "scaled", "centred", "scale")
                .node("MatMul", "p", "scaled", "w")
                .node("Add", "h", "p", "b")
                .node("Relu", "r", "h")
                .node("MatMul", "q", "r", "v")
                .node("Add", "o", "q", "c")
                .node("Softmax", "y", List.of("o"), axis(1));
    }

    /** One output flattened to a list, as regressors have it. */
    static Graphs regressor(int batch) {
        return Graphs.of(batch, 4)
                .weight("w", 4, 1)
                .weight("b", 1)
                .longs("flat", -1)
                .node("MatMul", "p", "x", "w")
                .node("Add", "s", "p", "b")
                .node("Reshape", "y", "s", "flat");
    }

    /** tf2onnx: channels last with a Transpose around each block, and a mean over positions. */
    static Graphs channelsLast(int batch) {
        Graphs graph = Graphs.of(batch, 6, 6, 3)
                .weight("k", 4, 3, 3, 3)
                .weight("w", 4, 2)
                .weight("b", 2)
                .node("Transpose", "first", List.of("x"), perm(0L, 3L, 1L, 2L))
                .node("Conv", "conv", List.of("first", "k"), Map.of("auto_pad", text("SAME_LOWER")));
        return batchNorm(graph, "bn", "conv", 4)
                .node("Relu", "r", "bn")
                .node("Transpose", "last", List.of("r"), perm(0L, 2L, 3L, 1L))
                .operatorSet(13)
                .node("ReduceMean", "pool", List.of("last"), Map.of("axes", wholes(1L, 2L), "keepdims", whole(0)))
                .node("MatMul", "p", "pool", "w")
                .node("Add", "y", "p", "b");
    }

    /** tf2onnx's Dense over an image: Shape, Cast, Slice, Concat, Reshape. */
    static Graphs flattened(int batch) {
        return Graphs.of(batch, 3, 2, 2)
                .weight("w", 12, 2)
                .longs("0", 0)
                .longs("1", 1)
                .longs("rest", 12)
                .node("Shape", "s", "x")
                .node("Cast", "i", List.of("s"), Map.of("to", whole(6)))
                .node("Slice", "n", "i", "0", "1", "0")
                .node("Cast", "l", List.of("n"), Map.of("to", whole(7)))
                .node("Concat", "to", List.of("l", "rest"), axis(0))
                .node("Transpose", "t", List.of("x"), perm(0L, 2L, 3L, 1L))
                .node("Reshape", "flat", "t", "to")
                .node("MatMul", "y", "flat", "w");
    }

    static Graphs squeezeAndExcite(int batch) {
        return Graphs.of(batch, 4, 5, 5)
                .weight("a", 2, 4, 1, 1)
                .weight("ab", 2)
                .weight("c", 4, 2, 1, 1)
                .weight("cb", 4)
                .node("ReduceMean", "m", List.of("x"), Map.of("axes", wholes(-2L, -1L), "keepdims", whole(1)))
                .node("Conv", "s", "m", "a", "ab")
                .node("Sigmoid", "g", "s")
                .node("Mul", "silu", "s", "g")
                .node("Conv", "e", "silu", "c", "cb")
                .node("HardSigmoid", "h", List.of("e"), Map.of("alpha", real(1 / 6f)))
                .node("Mul", "y", "x", "h");
    }

    /** MobileNet: depthwise, HardSwish by parts, Clip to 6. */
    static Graphs mobile(int batch) {
        Graphs graph = Graphs.of(batch, 4, 6, 6)
                .weight("d", 4, 1, 3, 3)
                .weight("p", 6, 4, 1, 1)
                .tensor("zero", new float[] {0})
                .tensor("six", new float[] {6})
                .tensor("three", new float[] {3})
                .node(
                        "Conv",
                        "dw",
                        List.of("x", "d"),
                        Map.of(
                                "group",
                                whole(4),
                                "pads",
                                wholes(1L, 1L, 1L, 1L),
                                "strides",
                                wholes(2L, 2L),
                                "dilations",
                                wholes(1L, 1L),
                                "kernel_shape",
                                wholes(3L, 3L)));
        return batchNorm(graph, "bn", "dw", 4)
                .node("Clip", "c", "bn", "zero", "six")
                .node("Conv", "pw", "c", "p")
                .node("Add", "more", "pw", "three")
                .node("Clip", "gate", "more", "zero", "six")
                .node("Mul", "gated", "pw", "gate")
                .node("Div", "y", "gated", "six");
    }

    /** PyTorch's GroupNorm before opset 18: Reshape, InstanceNormalization with ones, Reshape by Shape, Mul, Add. */
    static Graphs groups(int batch) {
        return Graphs.of(batch, 6, 4, 4)
                .tensor("ones", new float[] {1, 1, 1}, 3)
                .tensor("zeros", new float[] {0, 0, 0}, 3)
                .weight("g", 6, 1, 1)
                .weight("b", 6, 1, 1)
                .longs("sets", 0, 3, -1)
                .node("Reshape", "r", "x", "sets")
                .node("InstanceNormalization", "n", "r", "ones", "zeros")
                .node("Shape", "s", "x")
                .node("Reshape", "back", "n", "s")
                .node("Mul", "m", "back", "g")
                .node("Add", "y", "m", "b");
    }

    static Graphs channelNorm(int batch) {
        return Graphs.of(batch, 6, 4, 4)
                .weight("g", 6)
                .weight("b", 6)
                .weight("k", 6, 1, 7, 7)
                .node("Conv", "c", List.of("x", "k"), Map.of("group", whole(6), "pads", wholes(3L, 3L, 3L, 3L)))
                .node("Transpose", "last", List.of("c"), perm(0L, 2L, 3L, 1L))
                .node("LayerNormalization", "n", List.of("last", "g", "b"), Map.of("axis", whole(-1)))
                .weight("w", 6, 12)
                .weight("wb", 12)
                .weight("v", 12, 6)
                .weight("gamma", 6)
                .operatorSet(20)
                .node("MatMul", "p", "n", "w")
                .node("Add", "h", "wb", "p")
                .node("Gelu", "a", "h")
                .node("MatMul", "q", "a", "v")
                .node("Mul", "layerScale", "gamma", "q")
                .node("Transpose", "first", List.of("layerScale"), perm(0L, 3L, 1L, 2L))
                .node("Add", "y", "x", "first");
    }
}
