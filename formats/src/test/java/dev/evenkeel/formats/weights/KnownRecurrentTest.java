package dev.evenkeel.formats.weights;

import static dev.evenkeel.formats.weights.SequenceFormulas.beside;
import static dev.evenkeel.formats.weights.SequenceFormulas.isNear;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.evenkeel.EvenkeelException;
import dev.evenkeel.network.Network;
import dev.evenkeel.safetensors.DataType;
import dev.evenkeel.sequence.Gru;
import dev.evenkeel.sequence.Lstm;
import dev.evenkeel.tensor.Shape;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.DoubleStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** PyTorch's {@code nn.LSTM} and {@code nn.GRU} compute what their formulas say in double precision. */
class KnownRecurrentTest {
    private static final int POSITIONS = 5;
    private static final int CHANNELS = 3;
    private static final int HIDDEN = 6;

    /** @param biases behind whose names biases are there */
    private record Module(int gates, String start, boolean both, List<String> biases) {
        private static final List<String> ALL = List.of("_l0", "_l0_reverse", "_l1", "_l1_reverse");

        List<String> ends() {
            return both ? List.of("", "_reverse") : List.of("");
        }

        StateDict dict() {
            StateDict dict = new StateDict();
            long rows = (long) gates * HIDDEN;
            for (int layer = 0; layer < 2; layer++) {
                long channels = layer == 0 ? CHANNELS : (long) HIDDEN * ends().size();
                for (String end : ends()) {
                    String suffix = "_l" + layer + end;
                    dict.add(start + "weight_ih" + suffix, rows, channels)
                            .add(start + "weight_hh" + suffix, rows, HIDDEN);
                    if (biases.contains(suffix)) {
                        dict.add(start + "bias_ih" + suffix, rows).add(start + "bias_hh" + suffix, rows);
                    }
                }
            }
            return dict;
        }

        double[][] right(SequenceFormulas at, double[][] x) {
            double[][] right = x;
            for (int layer = 0; layer < 2; layer++) {
                double[][] forwards = at.recurrent(right, start, "_l" + layer, HIDDEN, false);
                right = both
                        ? beside(forwards, at.recurrent(right, start, "_l" + layer + "_reverse", HIDDEN, true))
                        : forwards;
            }
            return right;
        }
    }

    private static double[][] sequence() {
        Random random = new Random(5);
        double[][] rows = new double[POSITIONS][CHANNELS];
        for (double[] row : rows) {
            Arrays.setAll(row, channel -> (float) random.nextGaussian());
        }
        return rows;
    }

    private static float[] flat(double[][] rows) {
        double[] all = Arrays.stream(rows).flatMapToDouble(DoubleStream::of).toArray();
        float[] floats = new float[all.length];
        for (int at = 0; at < all.length; at++) {
            floats[at] = (float) all[at];
        }
        return floats;
    }

    @ParameterizedTest
    @CsvSource({
        "4, '', false, true",
        "4, rnn., true, true",
        "3, '', true, true",
        "3, encoder.gru., false, true",
        "4, '', false, false",
        "4, rnn., true, false",
        "3, '', true, false",
        "3, module., false, false",
        "4, module., true, true",
        "3, _orig_mod.module., false, true"
    })
    void layersMayBeStackedGoBothWaysAndHaveNoBiases(int gates, String start, boolean both, boolean biases) {
        Module module = new Module(gates, start, both, biases ? Module.ALL : List.of());
        StateDict dict = module.dict();
        double[][] x = sequence();
        KnownNetwork known = dict.known().positions(POSITIONS);
        isNear(known.model(), flat(x), module.right(dict.formulas(), x));
        assertThat(known.network().nodes().get(1).layer()).isInstanceOf(gates == 4 ? Lstm.class : Gru.class);
        assertThat(known.read().report().remarks().stream().anyMatch(remark -> remark.contains("as bias=False means")))
                .isNotEqualTo(biases);
        assertThat(known.read().report().tensors()).hasSize((both ? 8 : 4) * (biases ? 2 : 1));
    }

    @ParameterizedTest
    @ValueSource(strings = {"_l1", "_l0"})
    void aModuleThatLacksSomeBiasesIsDamaged(String kept) {
        StateDict dict = new Module(4, "rnn.", false, List.of(kept)).dict();
        assertThatThrownBy(() -> dict.known().positions(POSITIONS).model())
                .isInstanceOf(EvenkeelException.class)
                .hasMessageContaining("bias_ih_l0' [24] of lstm 'rnn." + (kept.equals("_l1") ? 0 : 1) + "' is missing")
                .hasMessageNotContaining("--match order");
    }

    /** Also in a network that is described, behind another name and by order. */
    @Test
    void aDescribedLayerMayHaveNoBiases() {
        Module module = new Module(4, "", false, List.of());
        StateDict dict = module.dict();
        Network network = Network.builder(Shape.of(POSITIONS, CHANNELS))
                .add("rnn.0", Lstm.of(HIDDEN))
                .add("rnn.1", Lstm.of(HIDDEN))
                .build();
        double[][] x = sequence();
        double[][] right = module.right(dict.formulas(), x);
        StateDict named = dict.behind("rnn.");
        isNear(PyTorch.open("w", named.bytes()).into(network), flat(x), right);
        isNear(PyTorch.open("w", named.behind("outer.").bytes()).into(network), flat(x), right);
        Network other = Network.builder(Shape.of(POSITIONS, CHANNELS))
                .add("a", Lstm.of(HIDDEN))
                .build();
        StateDict one = new StateDict();
        List.of("weight_ih_l0", "weight_hh_l0").forEach(name -> one.copy(dict, name, "b." + name));
        isNear(
                PyTorch.open("w", one.bytes()).byOrder().into(other),
                flat(x),
                one.formulas().recurrent(x, "b.", "_l0", HIDDEN, false));
    }

    @ParameterizedTest
    @ValueSource(strings = {"F16", "BF16"})
    void numbersOf16BitsAreWidened(String type) {
        Module module = new Module(3, "", true, Module.ALL);
        StateDict dict = module.dict().narrowed(DataType.valueOf(type));
        double[][] x = sequence();
        isNear(dict.known().positions(POSITIONS).model(), flat(x), module.right(dict.formulas(), x));
    }

    @Test
    void aProjectionOfStatesIsRefused() {
        StateDict dict = new StateDict()
                .add("weight_ih_l0", 4 * HIDDEN, CHANNELS)
                .add("weight_hh_l0", 4 * HIDDEN, 2)
                .add("weight_hr_l0", 2, HIDDEN)
                .add("bias_ih_l0", 4 * HIDDEN)
                .add("bias_hh_l0", 4 * HIDDEN);
        assertThatThrownBy(() -> dict.known().positions(POSITIONS).model())
                .hasMessageContaining("tensor 'weight_hr_l0' projects the states of an LSTM, as proj_size does");
    }
}
