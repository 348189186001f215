package dev.evenkeel.formats.onnx;

import static dev.evenkeel.formats.onnx.Graphs.real;
import static dev.evenkeel.formats.onnx.Graphs.whole;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.evenkeel.formats.onnx.file.AttributeProto;
import dev.evenkeel.formats.onnx.file.TensorProto;
import dev.evenkeel.formats.onnx.problem.OnnxException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Normalizations with every axis and shape of scale and bias, beside ONNX Runtime and beside their formula. */
class NormSweepTest {
    private static final long[] INPUT = {2, 3, 2};

    /** Every shape that is broadcast to {@code [batch, 3, 2]}. */
    private static List<long[]> shapes() {
        List<long[]> shapes = new ArrayList<>(List.of(new long[0]));
        for (long last : new long[] {1, 2}) {
            shapes.add(new long[] {last});
            for (long middle : new long[] {1, 3}) {
                shapes.add(new long[] {middle, last});
                shapes.add(new long[] {1, middle, last});
            }
        }
        return shapes;
    }

    private static Graphs graph(String operator, long axis, long[] scale, long[] bias) {
        Graphs graph = Graphs.of(-1, 3, 2).operatorSet(23).weight("scale", scale);
        Map<String, AttributeProto> attributes = Map.of("axis", whole(axis), "epsilon", real(1e-3f));
        return operator.equals("RMSNormalization")
                ? graph.node(operator, "y", List.of("x", "scale"), attributes)
                : graph.weight("bias", bias).node(operator, "y", List.of("x", "scale", "bias"), attributes);
    }

    @Test
    void layerNormalizationIsComputedAsByOnnxRuntime() {
        RuntimeComparison comparison = new RuntimeComparison();
        for (long axis : new long[] {-1, -2, 1, 2}) {
            for (long[] scale : shapes()) {
                for (long[] bias : shapes()) {
                    comparison.compare(
                            "axis " + axis + ", scale " + Arrays.toString(scale) + ", bias " + Arrays.toString(bias),
                            graph("LayerNormalization", axis, scale, bias).file(),
                            INPUT);
                }
            }
        }
        assertThat(comparison.different()).isEmpty();
        assertThat(comparison.refused()).isEmpty();
        assertThat(comparison.equal()).as(comparison.toString()).isGreaterThan(20);
    }

    @Test
    void rootMeanSquareNormalizationIsComputedAsByOnnxRuntime() {
        RuntimeComparison comparison = new RuntimeComparison();
        for (long axis : new long[] {-1, -2, 1, 2}) {
            for (long[] scale : shapes()) {
                comparison.compare(
                        "axis " + axis + ", scale " + Arrays.toString(scale),
                        graph("RMSNormalization", axis, scale, scale).file(),
                        INPUT);
            }
        }
        assertThat(comparison.different()).isEmpty();
        assertThat(comparison.refused()).isEmpty();
        assertThat(comparison.equal()).as(comparison.toString()).isGreaterThan(10);
    }

    /** ONNX Runtime refuses some of these shapes, which the specification allows. */
    @ParameterizedTest
    @CsvSource({"LayerNormalization, 1", "LayerNormalization, 2", "RMSNormalization, 1", "RMSNormalization, 2"})
    void everyBroadcastShapeGivesWhatTheFormulaSays(String operator, int axis) {
        float[] x = {1, 5, 2, 8, -3, 4, 0, 7, 1, 1, 2, -6};
        TensorProto input = TensorProto.ofFloats("x", List.of(2L, 3L, 2L), x);
        for (long[] scale : shapes()) {
            for (long[] bias : shapes()) {
                Graphs graph = graph(operator, axis, scale, bias);
                float[] gamma = constant(graph, "scale", scale);
                float[] beta = operator.equals("RMSNormalization") ? new float[12] : constant(graph, "bias", bias);
                for (OnnxEvaluation.Execution execution : OnnxEvaluation.Execution.values()) {
                    float[] y = OnnxEvaluation.of(graph.importing(), Map.of("x", () -> input), execution)
                            .get("y")
                            .floats();
                    for (int at = 0; at < y.length; at++) {
                        assertThat((double) y[at])
                                .as("at %d, scale %s, bias %s", at, Arrays.toString(scale), Arrays.toString(bias))
                                .isCloseTo(
                                        normalized(operator, x, at, axis == 2 ? 2 : 6) * gamma[at] + beta[at],
                                        org.assertj.core.api.Assertions.within(1e-4));
                    }
                }
            }
        }
    }

    private static double normalized(String operator, float[] x, int at, int width) {
        int first = at / width * width;
        double mean = 0;
        double squares = 0;
        for (int index = first; index < first + width; index++) {
            mean += operator.equals("RMSNormalization") ? 0 : x[index] / (double) width;
        }
        for (int index = first; index < first + width; index++) {
            squares += (x[index] - mean) * (x[index] - mean) / width;
        }
        return (x[at] - mean) / Math.sqrt(squares + 1e-3);
    }

    /** The constant at each of the input's positions. */
    private static float[] constant(Graphs graph, String name, long[] shape) {
        float[] values = graph.file().graph().initializers().stream()
                .filter(tensor -> tensor.name().equals(name))
                .findFirst()
                .orElseThrow()
                .floats();
        float[] spread = new float[12];
        long columns = shape.length == 0 ? 1 : shape[shape.length - 1];
        for (int at = 0; at < spread.length; at++) {
            int row = values.length > columns ? at / 2 % 3 : 0;
            spread[at] = values[(int) (row * columns + (columns == 1 ? 0 : at % 2))];
        }
        return spread;
    }

    @Test
    void aScaleThatFitsNothingIsRefused() {
        assertThatThrownBy(() -> graph("LayerNormalization", -1, new long[] {3}, new long[] {2})
                        .importing()
                        .read())
                .isInstanceOf(OnnxException.class)
                .hasMessage(
                        "test.onnx: LayerNormalization 'y' needs a constant 'scale' whose extents, from the last axis"
                                + " on, are 1 or those of its input's examples [3, 2], but got [3]");
        assertThatThrownBy(() -> graph("LayerNormalization", 1, new long[] {3, 1}, new long[] {6})
                        .importing()
                        .read())
                .isInstanceOf(OnnxException.class)
                .hasMessageContaining("'bias'");
    }

    @Test
    void computedScalesAndBiasesAreBroadcastToo() {
        RuntimeComparison comparison = new RuntimeComparison();
        for (String operator : List.of("LayerNormalization", "RMSNormalization")) {
            Graphs graph = Graphs.of(-1, 3, 2).operatorSet(23).node("Sigmoid", "scale", "x");
            comparison.compare(
                    operator,
                    (operator.equals("RMSNormalization")
                                    ? graph.node(operator, "y", "x", "scale")
                                    : graph.node(operator, "y", "x", "scale", "x"))
                            .file(),
                    INPUT);
        }
        assertThat(comparison.different()).isEmpty();
        assertThat(comparison.refused()).isEmpty();
    }

    /** A value that is normalised alone leaves its bias. */
    @Test
    void oneValuePerStatisticIsComputed() {
        RuntimeComparison comparison = new RuntimeComparison();
        comparison.compare(
                "layer",
                Graphs.of(-1, 3, 1)
                        .weight("scale", 1)
                        .weight("bias", 1)
                        .node("LayerNormalization", "y", "x", "scale", "bias")
                        .file(),
                2,
                3,
                1);
        comparison.compare(
                "rms",
                Graphs.of(-1, 3, 1)
                        .operatorSet(23)
                        .weight("scale", 1)
                        .node("RMSNormalization", "y", "x", "scale")
                        .file(),
                2,
                3,
                1);
        comparison.compare(
                "instance",
                Graphs.of(-1, 3, 1, 1)
                        .weight("scale", 3)
                        .weight("bias", 3)
                        .node("InstanceNormalization", "y", "x", "scale", "bias")
                        .file(),
                2,
                3,
                1,
                1);
        comparison.compare(
                "group",
                Graphs.of(-1, 3, 1)
                        .operatorSet(21)
                        .weight("scale", 3)
                        .weight("bias", 3)
                        .node("GroupNormalization", "y", List.of("x", "scale", "bias"), Map.of("num_groups", whole(3)))
                        .file(),
                2,
                3,
                1);
        assertThat(comparison.different()).isEmpty();
        assertThat(comparison.refused()).isEmpty();
        assertThat(comparison.equal()).as(comparison.toString()).isEqualTo(4);
    }

    private static Graphs group(long operatorSet, long values) {
        return Graphs.of(-1, 4, 5)
                .operatorSet(operatorSet)
                .weight("scale", values)
                .weight("bias", values)
                .node("GroupNormalization", "y", List.of("x", "scale", "bias"), Map.of("num_groups", whole(2)));
    }

    @Test
    void groupsAreScaledPerGroupIn18AndPerChannelFrom21On() {
        RuntimeComparison comparison = new RuntimeComparison();
        comparison.compare("18", group(18, 2).file(), 2, 4, 5);
        comparison.compare("21", group(21, 4).file(), 2, 4, 5);
        assertThat(comparison.different()).isEmpty();
        assertThat(comparison.equal()).isEqualTo(2);

        assertThatThrownBy(() -> group(18, 4).importing().read())
                .hasMessage(
                        "test.onnx: GroupNormalization 'y' needs 2 values in 'scale', one per group in version 18 of"
                                + " the operators, but got 4. Version 21 takes one per channel: export the network again");
        assertThatThrownBy(() -> group(21, 2).importing().read())
                .hasMessage("test.onnx: GroupNormalization 'y' needs 4 values in 'scale', one per channel in version 21"
                        + " of the operators, but got 2. Version 18 takes one per group: export the network again");
    }

    private static Graphs batch(float epsilon, float... variance) {
        return Graphs.of(-1, 2, 3)
                .weight("scale", 2)
                .weight("bias", 2)
                .weight("mean", 2)
                .tensor("variance", variance, 2)
                .node(
                        "BatchNormalization",
                        "y",
                        List.of("x", "scale", "bias", "mean", "variance"),
                        Map.of("epsilon", real(epsilon)));
    }

    @Test
    void anEpsilonOf0IsRead() {
        RuntimeComparison comparison = new RuntimeComparison();
        comparison.compare("batch", batch(0, 1, 2).file(), 2, 2, 3);
        comparison.compare(
                "layer",
                Graphs.of(-1, 4)
                        .weight("scale", 4)
                        .weight("bias", 4)
                        .node("LayerNormalization", "y", List.of("x", "scale", "bias"), Map.of("epsilon", real(0)))
                        .file(),
                2,
                4);
        comparison.compare(
                "instance",
                Graphs.of(-1, 2, 4)
                        .weight("scale", 2)
                        .weight("bias", 2)
                        .node("InstanceNormalization", "y", List.of("x", "scale", "bias"), Map.of("epsilon", real(0)))
                        .file(),
                2,
                2,
                4);
        assertThat(comparison.different()).isEmpty();
        assertThat(comparison.equal()).as(comparison.toString()).isEqualTo(3);
        assertThat(batch(0, 1, 2).importing().read().remarks())
                .singleElement()
                .asString()
                .contains("BatchNormalization 'y' has an epsilon of 0");
        assertThatThrownBy(() -> batch(0, 1, 0).importing().read())
                .hasMessageContaining(
                        "BatchNormalization 'y' divides by 0: its epsilon and a variance in 'variance' are 0");
        assertThatThrownBy(() -> batch(-1e-3f, 1, 2).importing().read()).hasMessageContaining("'epsilon' of 0 or more");
    }
}
