package dev.evenkeel.formats.onnx;

import static dev.evenkeel.formats.onnx.Graphs.whole;
import static dev.evenkeel.formats.onnx.Graphs.wholes;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.evenkeel.formats.onnx.file.AttributeProto;
import dev.evenkeel.formats.onnx.problem.UnsupportedOperatorException;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Weights that a file leaves to be computed. */
class ConstantGraphsTest {
    private static Graphs positive() {
        return Graphs.of(-1, 4)
                .tensor("w", new float[] {.4f, .7f, .6f, 2.6f, 2, 1.3f, .5f, 1, .4f, .8f, 1.2f, .5f}, 3, 4);
    }

    private static void assertAgrees(Graphs graph, String weight) {
        RuntimeReference.assertAgrees(
                graph.node("Gemm", "y", List.of("x", weight), Map.of("transB", whole(1)))
                        .importing(),
                1,
                3);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"Sqrt", "Reciprocal", "Exp", "Log", "Neg", "Abs", "Tanh", "Sigmoid", "Relu", "Erf", "Softmax"})
    void functionsOfWeightsAreComputed(String operator) {
        assertAgrees(positive().node(operator, "v", "w"), "v");
    }

    @ParameterizedTest
    @ValueSource(strings = {"ReduceMean", "ReduceSum", "ReduceMax", "ReduceL2", "ReduceProd"})
    void reductionsOfWeightsAreComputed(String operator) {
        Map<String, AttributeProto> rows = Map.of("axes", wholes(1L), "keepdims", whole(1));
        assertAgrees(
                positive()
                        .operatorSet(12)
                        .node(operator, "m", List.of("w"), rows)
                        .node("Sub", "v", "w", "m"),
                "v");
    }

    @Test
    void weightNormalizationIsComputed() {
        Graphs graph = positive()
                .operatorSet(12)
                .tensor("g", new float[] {1, 2, 3}, 3, 1)
                .node("ReduceL2", "norm", List.of("w"), Map.of("axes", wholes(1L), "keepdims", whole(1)))
                .node("Div", "direction", "w", "norm")
                .node("Mul", "v", "direction", "g");
        assertAgrees(graph, "v");
        assertThat(graph.importing().read().model().network().nodes()).hasSize(1);
    }

    @Test
    void frozenStatisticsAreComputed() {
        Graphs graph = Graphs.of(-1, 3, 5, 5)
                .weight("w", 4, 3, 3, 3)
                .weight("g", 4)
                .weight("b", 4)
                .weight("m", 4)
                .tensor("v", new float[] {.8f, .2f, .3f, 1.1f}, 4)
                .tensor("eps", new float[] {1e-5f})
                .longs("sh", 1, -1, 1, 1)
                .node("Conv", "c", "x", "w")
                .node("Add", "ve", "v", "eps")
                .node("Sqrt", "sd", "ve")
                .node("Reciprocal", "rs", "sd")
                .node("Mul", "scale", "g", "rs")
                .node("Mul", "ms", "m", "scale")
                .node("Sub", "bias", "b", "ms")
                .node("Reshape", "s4", "scale", "sh")
                .node("Reshape", "b4", "bias", "sh")
                .node("Mul", "cs", "c", "s4")
                .node("Add", "y", "cs", "b4");
        RuntimeReference.assertAgrees(graph.importing(), 1, 2);
    }

    @Test
    void packedWeightsAreTakenApart() {
        Graphs graph = Graphs.of(-1, 4)
                .weight("packed", 6, 4)
                .longs("0", 0)
                .longs("3", 3)
                .longs("6", 6)
                .longs("order", 2, 0, 1)
                .node("Slice", "a", "packed", "0", "3", "0")
                .node("Slice", "b", "packed", "3", "6", "0")
                .node("Gather", "c", List.of("b", "order"), Map.of("axis", whole(0)))
                .node("Concat", "ac", List.of("a", "c"), Map.of("axis", whole(0)));
        RuntimeReference.assertAgrees(
                graph.node("Gemm", "y", List.of("x", "ac"), Map.of("transB", whole(1)))
                        .importing(),
                1,
                3);
    }

    @Test
    void productsOfWeightsAreComputed() {
        assertAgrees(positive().weight("u", 3, 3).node("MatMul", "v", "u", "w"), "v");
        assertAgrees(positive().node("Clip", "v", "w").node("Mean", "u", "v", "w"), "u");
        assertAgrees(
                positive()
                        .longs("shape", 3, 4)
                        .tensor("one", new float[] {2}, 1, 1)
                        .node("Expand", "v", "one", "shape"),
                "v");
    }

    @Test
    void largeWholeNumbersAreNotRounded() {
        assertThatThrownBy(() -> Graphs.of(-1, 4)
                        .longs("n", 1L << 30, 3)
                        .node("Clip", "m", "n")
                        .node("Reshape", "y", "x", "m")
                        .importing()
                        .read())
                .isInstanceOf(UnsupportedOperatorException.class)
                .hasMessageContaining("Clip 'm'", "2^24");
    }

    @Test
    void statisticsOfEachValueAreThoseOfAFlattenedExample() {
        for (long[] extents : new long[][] {{-1, 3}, {-1, 3, 2, 2}, {2, 3, 2, 2}}) {
            long[] own = Arrays.copyOfRange(extents, 1, extents.length);
            int size = extents.length == 2 ? 3 : 12;
            Graphs graph = Graphs.of(extents)
                    .operatorSet(8)
                    .weight("s", own)
                    .weight("b", own)
                    .weight("m", own)
                    .tensor("v", variances(size), own)
                    .node("BatchNormalization", "y", List.of("x", "s", "b", "m", "v"), Map.of("spatial", whole(0)));
            RuntimeReference.assertAgrees(graph.importing(), extents[0] < 0 ? 3 : 2);
        }
    }

    private static float[] variances(int size) {
        float[] values = new float[size];
        for (int at = 0; at < size; at++) {
            values[at] = 0.5f + at;
        }
        return values;
    }
}
