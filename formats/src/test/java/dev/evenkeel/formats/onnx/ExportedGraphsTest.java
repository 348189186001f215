package dev.evenkeel.formats.onnx;

import static dev.evenkeel.formats.onnx.ExportedGraphs.SAME;
import static dev.evenkeel.formats.onnx.ExportedGraphs.TRANSPOSED;
import static dev.evenkeel.formats.onnx.ExportedGraphs.axes;
import static dev.evenkeel.formats.onnx.ExportedGraphs.axis;
import static dev.evenkeel.formats.onnx.ExportedGraphs.batchNorm;
import static dev.evenkeel.formats.onnx.ExportedGraphs.perm;
import static dev.evenkeel.formats.onnx.Graphs.text;
import static dev.evenkeel.formats.onnx.Graphs.whole;
import static dev.evenkeel.formats.onnx.Graphs.wholes;

import dev.evenkeel.formats.onnx.file.AttributeProto;
import dev.evenkeel.formats.onnx.file.TensorProto;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Networks as exporters of PyTorch, TensorFlow and scikit-learn leave them, beside ONNX Runtime. */
class ExportedGraphsTest {
    private static Graphs activations(int batch) {
        return Graphs.of(batch, 4, 5, 5)
                .operatorSet(20)
                .weight("slopes", 4, 1, 1)
                .weight("k", 4, 4, 3, 3)
                .node("Conv", "c", List.of("x", "k"), SAME)
                .node("PRelu", "p", "c", "slopes")
                .node("HardSwish", "h", "p")
                .node("Mish", "m", "h")
                .node("Gelu", "g", List.of("m"), Map.of("approximate", text("tanh")))
                .node("Softplus", "s", "g")
                .node("Tanh", "t", "s")
                .node("Mul", "y", "g", "t");
    }

    /** A residual network's block with a projection and a pool with ceil_mode. */
    private static Graphs residual(int batch) {
        Graphs graph = Graphs.of(batch, 3, 7, 7)
                .weight("k1", 4, 3, 3, 3)
                .weight("k2", 4, 4, 3, 3)
                .weight("k3", 4, 3, 1, 1)
                .weight("fc.weight", 2, 4)
                .weight("fc.bias", 2)
                .node(
                        "Conv",
                        "c1",
                        List.of("x", "k1"),
                        Map.of("pads", wholes(1L, 1L, 1L, 1L), "strides", wholes(2L, 2L)));
        batchNorm(graph, "bn1", "c1", 4).node("Relu", "r1", "bn1").node("Conv", "c2", List.of("r1", "k2"), SAME);
        batchNorm(graph, "bn2", "c2", 4).node("Conv", "c3", List.of("x", "k3"), Map.of("strides", wholes(2L, 2L)));
        return batchNorm(graph, "bn3", "c3", 4)
                .node("Add", "sum", "bn2", "bn3")
                .node("Relu", "r2", "sum")
                .node(
                        "MaxPool",
                        "mp",
                        List.of("r2"),
                        Map.of("kernel_shape", wholes(3L, 3L), "strides", wholes(2L, 2L), "ceil_mode", whole(1)))
                .node("GlobalAveragePool", "gap", "mp")
                .node("Flatten", "flat", List.of("gap"), axis(1))
                .node("Gemm", "y", List.of("flat", "fc.weight", "fc.bias"), TRANSPOSED);
    }

    /** Up and down again, with a skip: Resize to the size of another value, computed of its shape. */
    private static Graphs upAndDown(int batch) {
        return Graphs.of(batch, 2, 6, 6)
                .weight("k", 3, 2, 3, 3)
                .weight("u", 3, 2, 2, 2)
                .longs("2", 2)
                .longs("4", 4)
                .longs("0", 0)
                .node(
                        "Conv",
                        "down",
                        List.of("x", "k"),
                        Map.of("pads", wholes(1L, 1L, 1L, 1L), "strides", wholes(2L, 2L)))
                .node("Shape", "s", "x")
                .node("Slice", "hw", "s", "2", "4", "0")
                .node("Shape", "ds", "down")
                .node("Slice", "nc", "ds", "0", "2", "0")
                .node("Concat", "to", List.of("nc", "hw"), axis(0))
                .node(
                        "Resize",
                        "up",
                        List.of("down", "", "", "to"),
                        Map.of("mode", text("nearest"), "coordinate_transformation_mode", text("asymmetric")))
                .node("Concat", "y", List.of("up", "x"), axis(1));
    }

    /** Weight standardization: constants only until the convolution. */
    private static Graphs standardized(int batch) {
        return Graphs.of(batch, 3, 5, 5)
                .operatorSet(13)
                .weight("k", 4, 3, 3, 3)
                .tensor("eps", new float[] {1e-5f})
                .tensor("two", new float[] {2})
                .node("ReduceMean", "m", List.of("k"), axes(1L, 2L, 3L))
                .node("Sub", "d", "k", "m")
                .node("Pow", "q", "d", "two")
                .node("ReduceMean", "v", List.of("q"), axes(1L, 2L, 3L))
                .node("Add", "e", "v", "eps")
                .node("Sqrt", "s", "e")
                .node("Div", "w", "d", "s")
                .node("Conv", "y", List.of("x", "w"), SAME);
    }

    private static Graphs signal(int batch) {
        Graphs graph = Graphs.of(batch, 2, 16)
                .weight("k", 4, 2, 5)
                .weight("kb", 4)
                .weight("w", 4, 3)
                .node("Conv", "c", List.of("x", "k", "kb"), Map.of("pads", wholes(2L, 2L), "strides", wholes(2L)));
        return batchNorm(graph, "bn", "c", 4)
                .node("Elu", "e", "bn")
                .node("AveragePool", "a", List.of("e"), Map.of("kernel_shape", wholes(2L), "strides", wholes(2L)))
                .operatorSet(17)
                .node("ReduceMax", "m", List.of("a"), Map.of("axes", wholes(2L), "keepdims", whole(0)))
                .node("MatMul", "p", "m", "w")
                .node("LogSoftmax", "y", List.of("p"), axis(1));
    }

    /** An L2-normalised embedding, divided by a clipped norm. */
    private static Graphs unitLength(int batch) {
        return Graphs.of(batch, 6)
                .weight("w", 6, 4)
                .tensor("least", new float[] {1e-12f})
                .longs("n", -1, 4)
                .node("MatMul", "p", "x", "w")
                .node("ReduceL2", "norm", List.of("p"), Map.of("axes", wholes(1L), "keepdims", whole(1)))
                .node("Clip", "c", "norm", "least")
                .node("Shape", "s", "p")
                .node("Expand", "e", "c", "s")
                .node("Div", "y", "p", "e");
    }

    /** A mixture: gates chosen by a softmax, experts stacked by Unsqueeze and Concat. */
    private static Graphs experts(int batch) {
        return Graphs.of(batch, 6)
                .weight("a", 6, 4)
                .weight("b", 6, 4)
                .weight("g", 6, 2)
                .longs("1", 1)
                .longs("2", 2)
                .operatorSet(13)
                .node("MatMul", "pa", "x", "a")
                .node("MatMul", "pb", "x", "b")
                .node("Unsqueeze", "ua", "pa", "1")
                .node("Unsqueeze", "ub", "pb", "1")
                .node("Concat", "both", List.of("ua", "ub"), axis(1))
                .node("MatMul", "pg", "x", "g")
                .node("Softmax", "sg", List.of("pg"), axis(-1))
                .node("Unsqueeze", "gate", "sg", "2")
                .node("Mul", "m", "both", "gate")
                .node("ReduceSum", "y", List.of("m", "1"), Map.of("keepdims", whole(0)));
    }

    /** Pixel shuffle by reshape and transpose, as older exporters have it. */
    private static Graphs shuffled(int batch) {
        return Graphs.of(batch, 8, 3, 3)
                .longs("apart", -1, 2, 2, 2, 3, 3)
                .longs("together", -1, 2, 6, 6)
                .weight("k", 1, 2, 3, 3)
                .node("Reshape", "a", "x", "apart")
                .node("Transpose", "t", List.of("a"), perm(0L, 1L, 4L, 2L, 5L, 3L))
                .node("Reshape", "b", "t", "together")
                .node("Conv", "y", List.of("b", "k"), SAME);
    }

    /** ShuffleNet's channel shuffle and split. */
    private static Graphs channelShuffle(int batch) {
        return Graphs.of(batch, 4, 5, 5)
                .longs("apart", -1, 2, 2, 5, 5)
                .longs("together", -1, 4, 5, 5)
                .longs("halves", 2, 2)
                .weight("k", 2, 2, 3, 3)
                .nodeWith("Split", List.of("l", "r"), List.of("x", "halves"), axis(1))
                .node("Conv", "c", List.of("r", "k"), SAME)
                .node("Concat", "j", List.of("l", "c"), axis(1))
                .node("Reshape", "a", "j", "apart")
                .node("Transpose", "t", List.of("a"), perm(0L, 2L, 1L, 3L, 4L))
                .node("Reshape", "y", "t", "together");
    }

    /** Normalised inputs (ImageNet's means), a constant by Constant nodes, reflected padding. */
    private static Graphs normalizedInput(int batch) {
        return Graphs.of(batch, 3, 5, 5)
                .nodeWith(
                        "Constant",
                        List.of("mean"),
                        List.of(),
                        Map.of(
                                "value",
                                new AttributeProto.OneTensor(
                                        TensorProto.ofFloats("", List.of(3L, 1L, 1L), .485f, .456f, .406f))))
                .nodeWith(
                        "Constant",
                        List.of("deviation"),
                        List.of(),
                        Map.of(
                                "value",
                                new AttributeProto.OneTensor(
                                        TensorProto.ofFloats("", List.of(1L, 3L, 1L, 1L), .229f, .224f, .225f))))
                .longs("pads", 0, 0, 1, 1, 0, 0, 1, 1)
                .weight("k", 2, 3, 3, 3)
                .node("Sub", "s", "x", "mean")
                .node("Div", "d", "s", "deviation")
                .node("Pad", "p", List.of("d", "pads"), Map.of("mode", text("reflect")))
                .node("Conv", "y", "p", "k");
    }

    private static Graphs instanceByParts(int batch) {
        return Graphs.of(batch, 3, 4, 4)
                .operatorSet(18)
                .longs("hw", 2, 3)
                .tensor("eps", new float[] {1e-5f})
                .weight("g", 1, 3, 1, 1)
                .node("ReduceMean", "m", "x", "hw")
                .node("Sub", "d", "x", "m")
                .node("Mul", "q", "d", "d")
                .node("ReduceMean", "v", "q", "hw")
                .node("Add", "e", "v", "eps")
                .node("Sqrt", "s", "e")
                .node("Reciprocal", "i", "s")
                .node("Mul", "n", "d", "i")
                .node("Mul", "y", "n", "g");
    }

    /** A smooth maximum over time, an Einstein sum by MatMul, and a squeeze to a number per example. */
    private static Graphs timePool(int batch) {
        return Graphs.of(batch, 7, 4)
                .operatorSet(18)
                .longs("time", 1)
                .weight("v", 4)
                .node("ReduceLogSumExp", "m", List.of("x", "time"), Map.of("keepdims", whole(0)))
                .node("MatMul", "s", "m", "v")
                .node("Sigmoid", "y", "s");
    }

    /** torch.where on the input's sign, and comparisons, as dynamo leaves LeakyReLU by hand. */
    private static Graphs maximumOfTwo(int batch) {
        return Graphs.of(batch, 6)
                .tensor("a", new float[] {.1f})
                .weight("w", 6, 6)
                .node("Mul", "s", "x", "a")
                .node("Max", "m", "x", "s")
                .node("Gemm", "y", "m", "w");
    }

    /** Adaptive pooling to one position, an Identity, and a Flatten with a negative axis. */
    private static Graphs adaptive(int batch) {
        return Graphs.of(batch, 3, 6, 6)
                .weight("w", 12, 2)
                .node(
                        "AveragePool",
                        "a",
                        List.of("x"),
                        Map.of("kernel_shape", wholes(3L, 3L), "strides", wholes(3L, 3L)))
                .node("Identity", "i", "a")
                .node("Flatten", "f", List.of("i"), axis(-3))
                .node("Dropout", "d", "f")
                .node("MatMul", "y", "d", "w");
    }

    static Stream<Named<java.util.function.IntFunction<Graphs>>> networks() {
        return Stream.of(
                Named.of("perceptron", ExportedGraphs::perceptron),
                Named.of("regressor", ExportedGraphs::regressor),
                Named.of("channelsLast", ExportedGraphs::channelsLast),
                Named.of("flattened", ExportedGraphs::flattened),
                Named.of("squeezeAndExcite", ExportedGraphs::squeezeAndExcite),
                Named.of("mobile", ExportedGraphs::mobile),
                Named.of("groups", ExportedGraphs::groups),
                Named.of("channelNorm", ExportedGraphs::channelNorm),
                Named.of("rms", TransformerGraphs::rms),
                Named.of("decomposed", TransformerGraphs::decomposed),
                Named.of("attention", TransformerGraphs::attention),
                Named.of("causal", TransformerGraphs::causal),
                Named.of("patches", TransformerGraphs::patches),
                Named.of("activations", ExportedGraphsTest::activations),
                Named.of("residual", ExportedGraphsTest::residual),
                Named.of("upAndDown", ExportedGraphsTest::upAndDown),
                Named.of("standardized", ExportedGraphsTest::standardized),
                Named.of("signal", ExportedGraphsTest::signal),
                Named.of("unitLength", ExportedGraphsTest::unitLength),
                Named.of("experts", ExportedGraphsTest::experts),
                Named.of("shuffled", ExportedGraphsTest::shuffled),
                Named.of("channelShuffle", ExportedGraphsTest::channelShuffle),
                Named.of("normalizedInput", ExportedGraphsTest::normalizedInput),
                Named.of("instanceByParts", ExportedGraphsTest::instanceByParts),
                Named.of("timePool", ExportedGraphsTest::timePool),
                Named.of("maximumOfTwo", ExportedGraphsTest::maximumOfTwo),
                Named.of("adaptive", ExportedGraphsTest::adaptive));
    }

    @ParameterizedTest
    @MethodSource("networks")
    void computesAsOnnxRuntime(java.util.function.IntFunction<Graphs> network) {
        for (int batch : new int[] {-1, 1, 2}) {
            RuntimeReference.assertAgrees(network.apply(batch).importing(), 1, 2);
        }
    }
}
