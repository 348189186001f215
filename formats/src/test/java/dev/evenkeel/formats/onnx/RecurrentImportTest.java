package dev.evenkeel.formats.onnx;

import static dev.evenkeel.formats.onnx.ExportedGraphs.axis;
import static dev.evenkeel.formats.onnx.ExportedGraphs.perm;
import static dev.evenkeel.formats.onnx.Graphs.real;
import static dev.evenkeel.formats.onnx.Graphs.text;
import static dev.evenkeel.formats.onnx.Graphs.whole;
import static dev.evenkeel.formats.onnx.Graphs.wholes;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.evenkeel.formats.onnx.file.AttributeProto;
import dev.evenkeel.formats.onnx.file.ElementType;
import dev.evenkeel.formats.onnx.file.TensorProto;
import dev.evenkeel.formats.onnx.problem.OnnxException;
import dev.evenkeel.formats.onnx.problem.UnsupportedOperatorException;
import dev.evenkeel.layer.Layer;
import dev.evenkeel.sequence.Gru;
import dev.evenkeel.sequence.Lstm;
import dev.evenkeel.sequence.Recurrent;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code LSTM} and {@code GRU} compute what ONNX Runtime does, and are layers of their own. */
class RecurrentImportTest {
    private static final int CHANNELS = 3;
    private static final int HIDDEN = 4;

    private static Graphs weights(Graphs graph, String operator, String name, int directions, int channels) {
        int rows = (operator.equals("LSTM") ? 4 : 3) * HIDDEN;
        return graph.weight(name + ".w", directions, rows, channels)
                .weight(name + ".r", directions, rows, HIDDEN)
                .weight(name + ".b", directions, 2L * rows);
    }

    private static Map<String, AttributeProto> settings(String direction) {
        Map<String, AttributeProto> settings = new LinkedHashMap<>();
        settings.put("hidden_size", whole(HIDDEN));
        settings.put("direction", text(direction));
        return settings;
    }

    private static int directions(String direction) {
        return direction.equals("bidirectional") ? 2 : 1;
    }

    /** A node whose outputs are {@code name} and {@code name.h}. */
    private static Graphs node(
            Graphs graph,
            String operator,
            String name,
            String x,
            Map<String, AttributeProto> settings,
            String... more) {
        List<String> inputs = new ArrayList<>(List.of(x, name + ".w", name + ".r", name + ".b"));
        inputs.addAll(List.of(more));
        return graph.nodeWith(operator, List.of(name, name + ".h"), inputs, settings);
    }

    private static List<Layer> layers(OnnxImport reading) {
        return reading.read().model().network().nodes().stream()
                .map(node -> node.layer())
                .toList();
    }

    private static Recurrent recurrent(OnnxImport reading) {
        return layers(reading).stream()
                .filter(Recurrent.class::isInstance)
                .map(Recurrent.class::cast)
                .findFirst()
                .orElseThrow();
    }

    @ParameterizedTest
    @CsvSource({
        "LSTM, forward, 7",
        "LSTM, reverse, 14",
        "LSTM, bidirectional, 22",
        "GRU, forward, 14",
        "GRU, reverse, 22",
        "GRU, bidirectional, 7"
    })
    void positionsComeFirst(String operator, String direction, int opset) {
        for (String output : List.of("y", "y.h")) {
            for (int batch : new int[] {-1, 1, 3}) {
                Graphs graph = weights(
                        Graphs.of(5, batch, CHANNELS).operatorSet(opset),
                        operator,
                        "y",
                        directions(direction),
                        CHANNELS);
                node(graph, operator, "y", "x", settings(direction)).output(output);
                RuntimeReference.assertAgrees(graph.importing(), batch < 0 ? 2 : batch);
                assertThat(graph.importing().read().input().batch().axis()).isEqualTo(1);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1})
    void theResetStandsBeforeOrAfterTheProduct(int after) {
        Graphs graph = weights(Graphs.of(5, -1, CHANNELS), "GRU", "y", 1, CHANNELS);
        Map<String, AttributeProto> settings = settings("forward");
        settings.put("linear_before_reset", whole(after));
        node(graph, "GRU", "y", "x", settings);
        RuntimeReference.assertAgrees(graph.importing(), 3);
        assertThat(recurrent(graph.importing()))
                .isEqualTo(Gru.of(HIDDEN).reset(after == 1 ? Gru.Reset.AFTER : Gru.Reset.BEFORE));
    }

    /** ONNX Runtime has no layout 1: what it makes of transposed values is the right answer. */
    @ParameterizedTest
    @CsvSource({"LSTM, forward", "LSTM, bidirectional", "GRU, reverse"})
    void examplesMayComeFirst(String operator, String direction) {
        for (String output : List.of("y", "h")) {
            Graphs turned = weights(Graphs.of(2, 5, CHANNELS), operator, "z", directions(direction), CHANNELS)
                    .node("Transpose", "xt", List.of("x"), perm(1L, 0L, 2L));
            node(turned, operator, "z", "xt", settings(direction))
                    .node("Transpose", "y", List.of("z"), perm(2L, 0L, 1L, 3L))
                    .node("Transpose", "h", List.of("z.h"), perm(1L, 0L, 2L))
                    .output(output);
            Graphs first = weights(Graphs.of(2, 5, CHANNELS), operator, "z", directions(direction), CHANNELS);
            Map<String, AttributeProto> settings = settings(direction);
            settings.put("layout", whole(1));
            node(first, operator, "z", "x", settings)
                    .node("Identity", "y", "z")
                    .node("Identity", "h", "z.h")
                    .output(output);
            RuntimeReference.assertAgrees(turned.importing(), 2);
            TensorProto x = RuntimeReference.input(first.file(), 2);
            TensorProto right = OnnxEvaluation.of(
                            turned.importing(), Map.of("x", () -> x), OnnxEvaluation.Execution.FOLDED)
                    .get(output);
            TensorProto came = OnnxEvaluation.of(
                            first.importing(), Map.of("x", () -> x), OnnxEvaluation.Execution.FOLDED)
                    .get(output);
            assertThat(ConformanceCase.difference(right, came)).isEmpty();
        }
    }

    /** PyTorch's nn.LSTM(num_layers=2, batch_first=True) with zeros of a computed shape, and its last position to classes. */
    @ParameterizedTest
    @CsvSource({"LSTM, forward, -1", "LSTM, bidirectional, 1", "GRU, forward, 2", "GRU, bidirectional, -1"})
    void stackedLayersOfPyTorchAreAClassifier(String operator, String direction, int batch) {
        int count = directions(direction);
        boolean lstm = operator.equals("LSTM");
        Graphs graph = Graphs.of(batch, 5, CHANNELS)
                .operatorSet(17)
                .scalar("0", 0)
                .scalar("-1", -1)
                .longs("axis", 0)
                .longs("states", 2L * count)
                .longs("hidden", HIDDEN)
                .longs("half", count)
                .longs("all", 2L * count)
                .node("Shape", "shape", "x")
                .node("Gather", "n", List.of("shape", "0"), axis(0))
                .node("Unsqueeze", "n1", "n", "axis")
                .node("Concat", "to", List.of("states", "n1", "hidden"), axis(0))
                .node("ConstantOfShape", "zeros", "to")
                .node("Slice", "h0", "zeros", "axis", "half", "axis")
                .node("Slice", "h1", "zeros", "half", "all", "axis")
                .node("Transpose", "xt", List.of("x"), perm(1L, 0L, 2L));
        weights(graph, operator, "a", count, CHANNELS);
        weights(graph, operator, "b", count, count * HIDDEN);
        Map<String, AttributeProto> settings = settings(direction);
        if (!lstm) {
            settings.put("linear_before_reset", whole(1));
        }
        node(graph, operator, "a", "xt", settings, lstm ? new String[] {"", "h0", "h0"} : new String[] {"", "h0"});
        merged(graph, "a", count);
        node(graph, operator, "b", "a.m", settings, lstm ? new String[] {"", "h1", "h1"} : new String[] {"", "h1"});
        merged(graph, "b", count);
        graph.weight("fc.weight", 2, (long) count * HIDDEN)
                .weight("fc.bias", 2)
                .node("Transpose", "back", List.of("b.m"), perm(1L, 0L, 2L))
                .node("Gather", "last", List.of("back", "-1"), axis(1))
                .node("Gemm", "y", List.of("last", "fc.weight", "fc.bias"), Map.of("transB", whole(1)));
        RuntimeReference.assertAgrees(graph.importing(), batch < 0 ? 3 : batch);
        String word = lstm ? "lstm" : "gru";
        assertThat(layers(graph.importing()).stream().map(Layer::typeName))
                .containsExactly(word, word, "take", "reshape", "linear");
    }

    /** The directions of {@code name} as one axis of channels, as PyTorch has them. */
    private static Graphs merged(Graphs graph, String name, int count) {
        return count == 1
                ? graph.longs(name + ".axis", 1).node("Squeeze", name + ".m", name, name + ".axis")
                : graph.longs(name + ".to", 0, 0, -1)
                        .node("Transpose", name + ".t", List.of(name), perm(0L, 2L, 1L, 3L))
                        .node("Reshape", name + ".m", name + ".t", name + ".to");
    }

    /** PyTorch's {@code torch.cat((h[-2], h[-1]), 1)}. */
    @ParameterizedTest
    @ValueSource(strings = {"LSTM", "GRU"})
    void lastStatesOfBothDirectionsAreAClassifier(String operator) {
        Graphs graph = weights(Graphs.of(-1, 5, CHANNELS), operator, "a", 2, CHANNELS)
                .scalar("-1", -1)
                .scalar("-2", -2)
                .weight("fc.weight", 2, 2L * HIDDEN)
                .weight("fc.bias", 2)
                .node("Transpose", "xt", List.of("x"), perm(1L, 0L, 2L));
        node(graph, operator, "a", "xt", settings("bidirectional"))
                .node("Gather", "one", List.of("a.h", "-2"), axis(0))
                .node("Gather", "two", List.of("a.h", "-1"), axis(0))
                .node("Concat", "both", List.of("one", "two"), axis(1))
                .node("Gemm", "y", List.of("both", "fc.weight", "fc.bias"), Map.of("transB", whole(1)));
        RuntimeReference.assertAgrees(graph.importing(), 1, 3);
    }

    /** Keras by tf2onnx: zeros of the batch's size, and the last state without its direction. */
    @Test
    void kerasLayersAreAClassifier() {
        Graphs graph = weights(Graphs.of(-1, 5, CHANNELS).operatorSet(13), "GRU", "a", 1, CHANNELS)
                .tensor("zero", new float[] {0}, 1)
                .longs("first", 0)
                .longs("second", 1)
                .longs("one", 1)
                .longs("hidden", HIDDEN)
                .weight("w", HIDDEN, 2)
                .weight("b", 2)
                .node("Shape", "shape", "x")
                .node("Slice", "n", "shape", "first", "second", "first")
                .node("Concat", "to", List.of("one", "n", "hidden"), axis(0))
                .node("Expand", "zeros", "zero", "to")
                .node("Transpose", "xt", List.of("x"), perm(1L, 0L, 2L));
        Map<String, AttributeProto> settings = settings("forward");
        settings.put("linear_before_reset", whole(1));
        settings.put("activations", new AttributeProto.Texts(List.of("Sigmoid", "Tanh")));
        node(graph, "GRU", "a", "xt", settings, "", "zeros")
                .node("Squeeze", "s", "a.h", "first")
                .node("MatMul", "p", "s", "w")
                .node("Add", "q", "p", "b")
                .node("Softmax", "y", List.of("q"), axis(-1));
        RuntimeReference.assertAgrees(graph.importing(), 1, 3);
        assertThat(layers(graph.importing())).contains(Gru.of(HIDDEN)).hasSize(4);
    }

    /** Lengths that constants give: behind them states are 0, and the last state is that at the length. */
    @ParameterizedTest
    @CsvSource({"LSTM, bidirectional, 3 3 3", "GRU, forward, 3 5 1", "LSTM, reverse, 2 4 5", "GRU, bidirectional, 5 5 5"
    })
    void shorterSequencesAreToldByConstants(String operator, String direction, String lengths) {
        long[] values = java.util.Arrays.stream(lengths.split(" "))
                .mapToLong(Long::parseLong)
                .toArray();
        for (String output : List.of("y", "y.h")) {
            Graphs graph = weights(Graphs.of(5, 3, CHANNELS), operator, "y", directions(direction), CHANNELS)
                    .indices("lengths", ElementType.INT32, List.of(3L), values);
            node(graph, operator, "y", "x", settings(direction), "lengths").output(output);
            RuntimeReference.assertAgrees(graph.importing(), 3);
        }
    }

    /** As for shapes that are made for a number of examples. */
    @Test
    void lengthsForANumberOfExamplesMakeAFileForAsMany() {
        Graphs graph = weights(Graphs.of(5, -1, CHANNELS), "GRU", "y", 1, CHANNELS)
                .indices("lengths", ElementType.INT32, List.of(2L), 3, 4);
        node(graph, "GRU", "y", "x", settings("forward"), "lengths");
        RuntimeReference.assertAgrees(graph.importing(), 2);
        assertThat(graph.importing().read().remarks())
                .anyMatch(remark -> remark.contains("its shapes are made for 2 at a time"));
    }

    @Test
    void lengthsThatAreNotThoseOfItsSequencesAreRefused() {
        Graphs few = weights(Graphs.of(5, 3, CHANNELS), "LSTM", "y", 1, CHANNELS)
                .indices("lengths", ElementType.INT32, List.of(2L), 3, 3);
        lengthsAreRefused(
                few, "lengths", "LSTM 'y' needs a length for each of its 3 sequences, but its input 'lengths' has 2");
        Graphs none = weights(Graphs.of(5, 2, CHANNELS), "LSTM", "y", 1, CHANNELS)
                .indices("lengths", ElementType.INT32, List.of(2L), 3, 0);
        lengthsAreRefused(none, "lengths", "needs sequences of 1 to 5 positions, but its input 'lengths' has 0");
        Graphs more = weights(Graphs.of(5, 2, CHANNELS), "LSTM", "y", 1, CHANNELS)
                .indices("lengths", ElementType.INT32, List.of(2L), 3, 6);
        lengthsAreRefused(more, "lengths", "needs sequences of 1 to 5 positions, but its input 'lengths' has 6");
        Graphs matrix = weights(Graphs.of(5, 2, CHANNELS), "LSTM", "y", 1, CHANNELS)
                .indices("lengths", ElementType.INT32, List.of(2L, 1L), 3, 3);
        lengthsAreRefused(matrix, "lengths", "LSTM 'y' needs a list of lengths, but its input 'lengths' is [2, 1]");
        for (int batch : new int[] {-1, 2}) {
            Graphs computed = weights(Graphs.of(5, batch, CHANNELS), "LSTM", "y", 1, CHANNELS)
                    .node("Abs", "sizes", "x")
                    .node(
                            "ReduceMax",
                            "lengths",
                            List.of("sizes"),
                            Map.of("axes", wholes(0L, 2L), "keepdims", whole(0)));
            lengthsAreRefused(
                    computed,
                    "lengths",
                    "LSTM 'y' is not supported: the lengths of sequences are known to layers by the padding of the"
                            + " network's input, but its input 'lengths' is computed of it");
        }
    }

    private static void lengthsAreRefused(Graphs graph, String lengths, String words) {
        node(graph, "LSTM", "y", "x", settings("forward"), lengths);
        assertThatThrownBy(() -> graph.importing().read())
                .isInstanceOf(OnnxException.class)
                .hasMessageContaining(words);
    }

    @Test
    void settingsOutsideTheirRangeAreRefused() {
        wrong("layout", whole(2), "GRU 'y' needs a 'layout' of 0 or 1, but got 2");
        wrong(
                "activations",
                new AttributeProto.Texts(List.of("Sigmoid")),
                "GRU 'y' needs 2 'activations' for each direction, but got Sigmoid");
        wrong(
                "direction",
                text("both"),
                "its 'direction' needs to be forward, reverse or bidirectional, but got 'both'");
        wrong("hidden_size", whole(-3), "GRU 'y' needs a 'hidden_size' of 4, as its weights have, but got -3");
        Graphs many = weights(Graphs.of(5, 2, CHANNELS), "GRU", "y", 1, CHANNELS);
        node(many, "GRU", "y", "x", settings("forward"), "", "", "y.b");
        assertThatThrownBy(() -> many.importing().read())
                .hasMessageContaining("GRU 'y' has 7 inputs, but takes at most 6");
    }

    private static void wrong(String setting, AttributeProto value, String words) {
        Graphs graph = weights(Graphs.of(5, -1, CHANNELS), "GRU", "y", 1, CHANNELS);
        Map<String, AttributeProto> settings = settings("forward");
        settings.put(setting, value);
        node(graph, "GRU", "y", "x", settings);
        assertThatThrownBy(() -> graph.importing().read())
                .isInstanceOf(OnnxException.class)
                .hasMessageContaining(words);
    }

    @Test
    void embeddedTokensWithPositionsFirstArePassedOver() {
        Graphs graph = weights(Graphs.of(5, -1), "LSTM", "a", 1, CHANNELS)
                .weight("table", 7, CHANNELS)
                .longs("second", 1)
                .node("Abs", "positive", "x")
                .node("Floor", "whole", "positive")
                .node("Cast", "tokens", List.of("whole"), Map.of("to", whole(7)))
                .node("Gather", "rows", List.of("table", "tokens"), axis(0));
        node(graph, "LSTM", "a", "rows", settings("forward")).node("Squeeze", "y", "a", "second");
        RuntimeReference.assertAgrees(graph.importing(), 2);
        assertThat(recurrent(graph.importing())).isEqualTo(Lstm.of(HIDDEN));
    }

    @Test
    void whatIsNotComputedIsToldByName() {
        refused(
                "LSTM",
                "clip",
                real(1),
                "LSTM 'y' is not supported: it does not bound what its activations read, but 'clip' is 1.0");
        refused(
                "GRU",
                "activations",
                new AttributeProto.Texts(List.of("Sigmoid", "Relu")),
                "GRU 'y' is not supported: its 'activations' need to be Sigmoid, Tanh, but got Sigmoid, Relu");
        refused("LSTM", "input_forget", whole(1), "couples it to the input gate");
        Graphs peepholes =
                weights(Graphs.of(5, -1, CHANNELS), "LSTM", "y", 1, CHANNELS).weight("p", 1, 3 * HIDDEN);
        assertThatThrownBy(() -> node(peepholes, "LSTM", "y", "x", settings("forward"), "", "", "", "p")
                        .importing()
                        .read())
                .isInstanceOf(UnsupportedOperatorException.class)
                .hasMessageContaining("its input 'p' has weights of peepholes");
        Graphs begun =
                weights(Graphs.of(5, 1, CHANNELS), "GRU", "y", 1, CHANNELS).weight("h0", 1, 1, HIDDEN);
        assertThatThrownBy(() -> node(begun, "GRU", "y", "x", settings("forward"), "", "h0")
                        .importing()
                        .read())
                .isInstanceOf(UnsupportedOperatorException.class)
                .hasMessageContaining("it begins with states of 0, but its input 'h0' has others");
        Graphs memory = weights(Graphs.of(5, -1, CHANNELS), "LSTM", "y", 1, CHANNELS)
                .nodeWith("LSTM", List.of("y", "h", "c"), List.of("x", "y.w", "y.r", "y.b"), settings("forward"))
                .output("c");
        assertThatThrownBy(() -> memory.importing().read())
                .isInstanceOf(UnsupportedOperatorException.class)
                .hasMessageContaining("it gives states, not the memory of the cell, but its output 'c' is read");
    }

    private static void refused(String operator, String setting, AttributeProto value, String words) {
        Graphs graph = weights(Graphs.of(5, -1, CHANNELS), operator, "y", 1, CHANNELS);
        Map<String, AttributeProto> settings = settings("forward");
        settings.put(setting, value);
        assertThatThrownBy(() ->
                        node(graph, operator, "y", "x", settings).importing().read())
                .isInstanceOf(UnsupportedOperatorException.class)
                .hasMessageContaining(words);
    }
}
