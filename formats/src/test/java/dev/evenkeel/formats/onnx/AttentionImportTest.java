package dev.evenkeel.formats.onnx;

import static dev.evenkeel.formats.onnx.Graphs.real;
import static dev.evenkeel.formats.onnx.Graphs.whole;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.evenkeel.formats.onnx.file.AttributeProto;
import dev.evenkeel.formats.onnx.file.ElementType;
import dev.evenkeel.formats.onnx.file.TensorProto;
import dev.evenkeel.formats.onnx.problem.UnsupportedOperatorException;
import dev.evenkeel.sequence.Attention;
import dev.evenkeel.sequence.Rotary;
import dev.evenkeel.tensor.Mask;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code Attention} and {@code RotaryEmbedding} compute what ONNX Runtime does, and are layers of their own. */
class AttentionImportTest {
    private static final float HIDDEN = Float.NEGATIVE_INFINITY;

    /** {@code x [batch, 5, 12]} under three linear layers: queries of 4 heads, keys and values of 2 heads of width 3. */
    private static Graphs projected(int batch) {
        return Graphs.of(batch, 5, 12)
                .operatorSet(23)
                .weight("wq", 12, 12)
                .weight("wk", 12, 6)
                .weight("wv", 12, 8)
                .node("MatMul", "q", "x", "wq")
                .node("MatMul", "k", "x", "wk")
                .node("MatMul", "v", "x", "wv");
    }

    private static Map<String, AttributeProto> heads() {
        return Map.of("q_num_heads", whole(4), "kv_num_heads", whole(2));
    }

    private static Attention layer(Graphs graph) {
        return graph.importing().read().model().network().nodes().stream()
                .map(node -> node.layer())
                .filter(Attention.class::isInstance)
                .map(Attention.class::cast)
                .findFirst()
                .orElseThrow();
    }

    @ParameterizedTest
    @ValueSource(ints = {-1, 1, 3})
    void headsOfThreeAxesAreCounted(int batch) {
        Graphs graph = projected(batch).node("Attention", "y", List.of("q", "k", "v"), heads());
        RuntimeReference.assertAgrees(graph.importing(), batch < 0 ? 2 : batch);
        assertThat(layer(graph)).isEqualTo(Attention.of(4).keyValueHeads(2));
    }

    @ParameterizedTest
    @ValueSource(ints = {-1, 2})
    void headsAreAnAxisOfFour(int batch) {
        Graphs graph = Graphs.of(batch, 3, 5, 4)
                .operatorSet(23)
                .node("Relu", "k", "x")
                .node("Tanh", "v", "x")
                .node(
                        "Attention",
                        "y",
                        List.of("x", "k", "v"),
                        Map.of("is_causal", whole(1), "scale", real(0.3f), "softcap", real(2)));
        RuntimeReference.assertAgrees(graph.importing(), 2);
        assertThat(layer(graph)).isEqualTo(Attention.of(3).causal().scale(0.3).softcap(2));
    }

    /** One mask for all heads, one for each, one row for all queries; constants from the file. */
    @ParameterizedTest
    @ValueSource(strings = {"5 5", "4 5 5", "1 4 5 5", "1 1 5 5"})
    void masksAreAdded(String extents) {
        long[] shape =
                Arrays.stream(extents.split(" ")).mapToLong(Long::parseLong).toArray();
        Graphs graph =
                projected(-1).weight("mask", shape).node("Attention", "y", List.of("q", "k", "v", "mask"), heads());
        RuntimeReference.assertAgrees(graph.importing(), 1, 3);
    }

    /** ONNX's document broadcasts masks; ONNX Runtime 1.29 wants all queries. */
    @ParameterizedTest
    @ValueSource(strings = {"1 5", "1 1 1 5", "4 1 5", "4 5 1"})
    void aMaskOfOneRowIsForAllQueries(String extents) {
        long[] shape =
                Arrays.stream(extents.split(" ")).mapToLong(Long::parseLong).toArray();
        Graphs full = projected(-1)
                .weight("mask", shape)
                .longs("all", 4, 5, 5)
                .node("Expand", "wide", "mask", "all")
                .node("Attention", "y", List.of("q", "k", "v", "wide"), heads());
        RuntimeReference.assertAgrees(full.importing(), 2);
        Graphs graph =
                projected(-1).weight("mask", shape).node("Attention", "y", List.of("q", "k", "v", "mask"), heads());
        float[] x = RuntimeReference.input(graph.file(), 1).floats();
        assertThat(graph.importing().read().model().freeze().predict(x))
                .isEqualTo(full.importing().read().model().freeze().predict(x));
    }

    /** Each query sees the next key alone; where that is padding nothing is left, and not the mean of what is hidden. */
    @Test
    void whatAMaskHidesStaysHiddenBesidePadding() {
        float[] next = new float[25];
        for (int at = 0; at < next.length; at++) {
            next[at] = at % 5 == (at / 5 + 1) % 5 ? 0 : HIDDEN;
        }
        Graphs graph = Graphs.of(-1, 5, 4)
                .operatorSet(23)
                .tensor("mask", next, 5, 5)
                .node(
                        "Attention",
                        "y",
                        List.of("x", "x", "x", "mask"),
                        Map.of("q_num_heads", whole(1), "kv_num_heads", whole(1)));
        Mask padded = new Mask(1, 5);
        padded.pad(2);
        float[] inputs = new float[20];
        Arrays.fill(inputs, 1f);
        float[] outputs = new float[20];

        graph.importing().read().model().freeze().predict(inputs, 0, 1, outputs, 0, padded);

        assertThat(Arrays.copyOfRange(outputs, 4, 8)).containsOnly(0f);
        assertThat(Arrays.copyOfRange(outputs, 12, 16)).containsOnly(1f);
    }

    @Test
    void aMaskOfTheBatchMakesOneExampleOfIt() {
        RuntimeReference.assertAgrees(
                projected(2)
                        .weight("mask", 2, 1, 5, 5)
                        .node("Attention", "y", List.of("q", "k", "v", "mask"), heads())
                        .importing(),
                2);
        assertThatThrownBy(() -> projected(-1)
                        .weight("mask", 2, 1, 5, 5)
                        .node("Attention", "y", List.of("q", "k", "v", "mask"), heads())
                        .importing()
                        .read())
                .isInstanceOf(UnsupportedOperatorException.class)
                .hasMessageContaining("Attention 'y' computes across the examples of a batch");
    }

    @Test
    void aMaskMayDependOnTheInput() {
        RuntimeReference.assertAgrees(
                projected(-1)
                        .weight("wm", 12, 5)
                        .longs("one", 1)
                        .node("MatMul", "scores", "x", "wm")
                        .node("Unsqueeze", "mask", "scores", "one")
                        .node("Attention", "y", List.of("q", "k", "v", "mask"), heads())
                        .importing(),
                2);
    }

    @Test
    void truthsSayWhatIsAttendedTo() {
        byte[] truths = new byte[25];
        for (int at = 0; at < 25; at++) {
            truths[at] = (byte) (at % 3 == 0 || at % 6 == 0 ? 1 : 0);
        }
        RuntimeReference.assertAgrees(
                projected(-1)
                        .tensor(TensorProto.of("mask", ElementType.BOOL, List.of(5L, 5L), truths))
                        .node("Attention", "y", List.of("q", "k", "v", "mask"), heads())
                        .importing(),
                2);
    }

    @ParameterizedTest
    @ValueSource(floats = {HIDDEN, -Float.MAX_VALUE})
    void aTriangleIsACausalSpan(float hidden) {
        float[] mask = new float[25];
        for (int at = 0; at < 25; at++) {
            mask[at] = at % 5 > at / 5 ? hidden : 0;
        }
        Graphs graph = projected(-1)
                .tensor("mask", mask, 5, 5)
                .node("Attention", "y", List.of("q", "k", "v", "mask"), heads());
        RuntimeReference.assertAgrees(graph.importing(), 2);
        assertThat(layer(graph)).isEqualTo(Attention.of(4).keyValueHeads(2).causal());
    }

    /** The document of ONNX 1.23 has zeros there. */
    @Test
    void aQueryThatAttendsToNothingGetsZeros() {
        float[] mask = {0, 0.5f, HIDDEN, HIDDEN, HIDDEN, HIDDEN, 0, HIDDEN, 1};
        Graphs graph = Graphs.of(-1, 3, 4)
                .operatorSet(23)
                .tensor("mask", mask, 3, 3)
                .node(
                        "Attention",
                        "y",
                        List.of("x", "x", "x", "mask"),
                        Map.of("q_num_heads", whole(2), "kv_num_heads", whole(2)));
        float[] y = graph.importing().read().model().freeze().predict(new float[] {1, 2, 3, 4, 5, 6, 7, 8, 9, 8, 7, 6});
        assertThat(Arrays.copyOfRange(y, 4, 8)).containsOnly(0f);
        assertThat(Arrays.copyOfRange(y, 8, 12)).doesNotContain(0f, Float.NaN);
    }

    @Test
    void aCacheScoresAndLengthsAreNamed() {
        assertThatThrownBy(() -> projected(-1)
                        .weight("past", 1, 2, 3, 3)
                        .node("Attention", "y", List.of("q", "k", "v", "", "past", "past"), heads())
                        .importing()
                        .read())
                .isInstanceOf(UnsupportedOperatorException.class)
                .hasMessageContaining("its input 'past' has earlier ones. Export the network without a cache");
        assertThatThrownBy(() -> projected(-1)
                        .nodeWith("Attention", List.of("y", "", "", "scores"), List.of("q", "k", "v"), heads())
                        .output("scores")
                        .importing()
                        .read())
                .isInstanceOf(UnsupportedOperatorException.class)
                .hasMessageContaining("its output 'scores' is read");
        assertThatThrownBy(() -> projected(-1)
                        .operatorSet(24)
                        .longs("lengths", 3)
                        .node("Attention", "y", List.of("q", "k", "v", "", "", "", "lengths"), heads())
                        .importing()
                        .read())
                .isInstanceOf(UnsupportedOperatorException.class)
                .hasMessageContaining("its input 'lengths' gives lengths");
    }

    @Test
    void headsThatDoNotFitAreNamed() {
        assertThatThrownBy(() -> projected(-1)
                        .node("Attention", "y", List.of("q", "k", "v"), Map.of("q_num_heads", whole(4)))
                        .importing()
                        .read())
                .hasMessageContaining("needs a 'kv_num_heads' that divides the 6 channels");
        assertThatThrownBy(() -> projected(-1)
                        .node(
                                "Attention",
                                "y",
                                List.of("q", "k", "v"),
                                Map.of("q_num_heads", whole(3), "kv_num_heads", whole(2)))
                        .importing()
                        .read())
                .hasMessageContaining("a multiple of them of queries, but got 3 heads of queries, 2 of keys");
    }

    /** {@code x [batch, heads, 6, 8]}, of which {@code turned} channels turn by the angles of a base. */
    private static Graphs rotary(double base, int turned, int interleaved, boolean chosen, long... extents) {
        int pairs = turned / 2;
        float[] cosines = new float[6 * pairs];
        float[] sines = new float[6 * pairs];
        for (int at = 0; at < cosines.length; at++) {
            int position = at / pairs;
            double angle = position * Math.pow(base, -2.0 * (at % pairs) / turned);
            cosines[at] = (float) Math.cos(angle);
            sines[at] = (float) Math.sin(angle);
        }
        Graphs graph = Graphs.of(extents).operatorSet(23);
        List<Long> table = chosen ? List.of(6L, (long) pairs) : List.of(1L, 6L, (long) pairs);
        graph.tensor(TensorProto.ofFloats("cos", table, cosines)).tensor(TensorProto.ofFloats("sin", table, sines));
        List<String> inputs = new ArrayList<>(List.of("x", "cos", "sin"));
        if (chosen) {
            graph.indices("at", ElementType.INT64, List.of(1L, 6L), 0, 1, 2, 3, 4, 5);
            inputs.add("at");
        }
        return graph.node(
                "RotaryEmbedding",
                "y",
                inputs,
                Map.of(
                        "interleaved",
                        whole(interleaved),
                        "rotary_embedding_dim",
                        whole(turned == 8 ? 0 : turned),
                        "num_heads",
                        whole(extents.length == 3 ? 2 : 0)));
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1})
    void anglesOfABaseAreALayer(int interleaved) {
        Rotary.Pairing pairing = interleaved == 1 ? Rotary.Pairing.INTERLEAVED : Rotary.Pairing.HALVES;
        for (boolean chosen : new boolean[] {true, false}) {
            for (int turned : new int[] {8, 4}) {
                Graphs graph = rotary(5000, turned, interleaved, chosen, 1, 2, 6, 8);
                RuntimeReference.assertAgrees(graph.importing(), 1);
                assertThat(graph.importing().read().model().network().nodes())
                        .anySatisfy(
                                node -> assertThat(node.layer()).isEqualTo(new Rotary(2, 8, turned, pairing, 5000)));
                RuntimeReference.assertAgrees(
                        rotary(10_000, turned, interleaved, chosen, 1, 6, 16).importing(), 1);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1})
    void otherTablesAreComputedWith(int interleaved) {
        for (int turned : new int[] {4, 8}) {
            Graphs graph = Graphs.of(2, 3, 4, 8)
                    .operatorSet(23)
                    .weight("cos", 9, turned / 2)
                    .weight("sin", 9, turned / 2)
                    .indices("at", ElementType.INT64, List.of(2L, 4L), 8, 1, 0, 2, 3, 3, 7, 5)
                    .node(
                            "RotaryEmbedding",
                            "y",
                            List.of("x", "cos", "sin", "at"),
                            Map.of(
                                    "interleaved",
                                    whole(interleaved),
                                    "rotary_embedding_dim",
                                    whole(turned == 8 ? 0 : 4)));
            RuntimeReference.assertAgrees(graph.importing(), 2);
        }
    }

    @Test
    void tablesThatDoNotFitAreNamed() {
        assertThatThrownBy(() -> Graphs.of(1, 2, 3, 8)
                        .operatorSet(23)
                        .weight("cos", 1, 3, 3)
                        .weight("sin", 1, 3, 3)
                        .node("RotaryEmbedding", "y", "x", "cos", "sin")
                        .importing()
                        .read())
                .hasMessageContaining("needs a table [batch, positions, 4] of cosines and of sines, but 'cos' is");
        assertThatThrownBy(() -> Graphs.of(1, 2, 3, 8)
                        .operatorSet(23)
                        .weight("cos", 2, 4)
                        .weight("sin", 2, 4)
                        .indices("at", ElementType.INT64, List.of(1L, 3L), 0, 1, 2)
                        .node("RotaryEmbedding", "y", "x", "cos", "sin", "at")
                        .importing()
                        .read())
                .hasMessageContaining("needs positions below 2, the rows of its tables, but got 2");
    }
}
