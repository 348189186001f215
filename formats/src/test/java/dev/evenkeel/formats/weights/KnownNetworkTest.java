package dev.evenkeel.formats.weights;

import static dev.evenkeel.formats.weights.SequenceFormulas.apply;
import static dev.evenkeel.formats.weights.SequenceFormulas.attention;
import static dev.evenkeel.formats.weights.SequenceFormulas.isNear;
import static dev.evenkeel.formats.weights.SequenceFormulas.packed;
import static dev.evenkeel.formats.weights.SequenceFormulas.sum;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.evenkeel.EvenkeelException;
import dev.evenkeel.kernel.view.Activation;
import dev.evenkeel.layer.core.Activate;
import dev.evenkeel.network.Layers;
import dev.evenkeel.network.Network;
import dev.evenkeel.network.Transformer;
import dev.evenkeel.sequence.Attention;
import dev.evenkeel.tensor.Shape;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Networks from PyTorch compute what their formulas say in double precision. */
class KnownNetworkTest {
    private static final int WIDTH = 8;
    private static final int POSITIONS = 5;

    private static double[][] sequence(int positions, int channels) {
        Random random = new Random(5);
        double[][] rows = new double[positions][channels];
        for (double[] row : rows) {
            Arrays.setAll(row, channel -> (float) random.nextGaussian());
        }
        return rows;
    }

    private static float[] flat(double[][] rows) {
        double[] all = Arrays.stream(rows).flatMapToDouble(Arrays::stream).toArray();
        float[] floats = new float[all.length];
        for (int at = 0; at < all.length; at++) {
            floats[at] = (float) all[at];
        }
        return floats;
    }

    private static StateDict encoder(StateDict dict, String name) {
        return dict.add(name + "self_attn.in_proj_weight", 3 * WIDTH, WIDTH)
                .add(name + "self_attn.in_proj_bias", 3 * WIDTH)
                .linear(name + "self_attn.out_proj", WIDTH, WIDTH)
                .linear(name + "linear1", WIDTH, 20)
                .linear(name + "linear2", 20, WIDTH)
                .norm(name + "norm1", WIDTH)
                .norm(name + "norm2", WIDTH);
    }

    private static double[][] encoder(SequenceFormulas at, String name, double[][] given, boolean first, boolean gelu) {
        double[][] x = given;
        double[][] read = first ? at.layerNorm(x, name + "norm1.weight", name + "norm1.bias", 1e-5) : x;
        x = sum(x, attended(at, name + "self_attn.", read));
        x = first ? x : at.layerNorm(x, name + "norm1.weight", name + "norm1.bias", 1e-5);
        read = first ? at.layerNorm(x, name + "norm2.weight", name + "norm2.bias", 1e-5) : x;
        double[][] bent = apply(
                at.linear(read, name + "linear1", false), gelu ? SequenceFormulas::gelu : value -> Math.max(0, value));
        x = sum(x, at.linear(bent, name + "linear2", false));
        return first ? x : at.layerNorm(x, name + "norm2.weight", name + "norm2.bias", 1e-5);
    }

    private static double[][] attended(SequenceFormulas at, String start, double[][] x) {
        double[][] stacked = at.linear(x, start + "in_proj_weight", start + "in_proj_bias");
        return at.linear(packed(stacked, 2, false), start + "out_proj", false);
    }

    @ParameterizedTest
    @CsvSource({"true, false", "false, false", "true, true", "false, true"})
    void encodersOfPyTorchNormaliseFirstOrLast(boolean first, boolean gelu) {
        StateDict dict =
                encoder(encoder(new StateDict(), "layers.0."), "layers.1.").norm("norm", WIDTH);
        double[][] x = sequence(POSITIONS, WIDTH);
        SequenceFormulas at = dict.formulas();
        double[][] right = encoder(at, "layers.0.", x, first, gelu);
        right = at.layerNorm(encoder(at, "layers.1.", right, first, gelu), "norm.weight", "norm.bias", 1e-5);
        KnownNetwork known = dict.known().heads(2).positions(POSITIONS);
        known = first ? known.order(Transformer.Order.PRE) : known;
        known = gelu ? known.activation(Activate.of(Activation.GELU)) : known;
        isNear(known.model(), flat(x), right);
    }

    @Test
    void anEncodersLayerAloneIsKnownWithItsDefaults() {
        StateDict dict = encoder(new StateDict(), "");
        double[][] x = sequence(POSITIONS, WIDTH);
        isNear(
                dict.known().heads(2).positions(POSITIONS).model(),
                flat(x),
                encoder(dict.formulas(), "", x, false, false));
        assertThat(dict.known().heads(2).positions(POSITIONS).read().report().remarks())
                .anyMatch(remark -> remark.contains("PyTorch's default"));
    }

    @Test
    void aConfigurationBesideTheFileTellsWhatTensorsDoNot(@TempDir Path folder) throws IOException {
        StateDict dict = encoder(new StateDict(), "");
        Path file = folder.resolve("encoder.safetensors");
        Files.write(file, dict.bytes());
        Files.writeString(
                folder.resolve("config.json"), "{\"nhead\": 2, \"norm_first\": true, \"activation\": \"gelu\"}");
        double[][] x = sequence(POSITIONS, WIDTH);
        isNear(PyTorch.known(file).positions(POSITIONS).model(), flat(x), encoder(dict.formulas(), "", x, true, true));
    }

    /** {@code bias=False}: neither products nor normalizations have one. */
    @ParameterizedTest
    @ValueSource(strings = {"", "module.", "_orig_mod.", "model.encoder."})
    void encodersMayHaveNoBiasesAndStandBehindOtherNames(String outer) {
        StateDict whole = encoder(encoder(new StateDict(), outer + "layers.0."), outer + "layers.1.");
        StateDict dict = new StateDict();
        whole.names().stream().filter(name -> !name.endsWith("bias")).forEach(name -> dict.copy(whole, name, name));
        double[][] x = sequence(POSITIONS, WIDTH);
        SequenceFormulas at = dict.formulas();
        double[][] right =
                encoder(at, outer + "layers.1.", encoder(at, outer + "layers.0.", x, true, false), true, false);
        KnownNetwork known = dict.known().heads(2).positions(POSITIONS).order(Transformer.Order.PRE);
        isNear(known.model(), flat(x), right);
        assertThat(known.read().report().remarks()).anyMatch(remark -> remark.contains("The file has no beta for"));
    }

    @Test
    void aKeyThatAllAttendToIsRefused() {
        StateDict dict = new StateDict()
                .add("in_proj_weight", 3 * WIDTH, WIDTH)
                .add("in_proj_bias", 3 * WIDTH)
                .add("bias_k", 1, 1, WIDTH)
                .add("bias_v", 1, 1, WIDTH)
                .linear("out_proj", WIDTH, WIDTH);
        assertThatThrownBy(() -> dict.known().heads(2).positions(3).model())
                .hasMessageContaining("tensor 'bias_k' is a key that all attend to, as add_bias_kv adds it");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "attn.", "module.", "_orig_mod.module."})
    void attentionOfPyTorchStacksItsProjections(String start) {
        StateDict dict = new StateDict()
                .add(start + "in_proj_weight", 3 * WIDTH, WIDTH)
                .add(start + "in_proj_bias", 3 * WIDTH)
                .linear(start + "out_proj", WIDTH, WIDTH);
        double[][] x = sequence(POSITIONS, WIDTH);
        isNear(dict.known().heads(2).positions(POSITIONS).model(), flat(x), attended(dict.formulas(), start, x));
    }

    /** Keys and values of other widths have weights apart, but their biases are one tensor. */
    @Test
    void projectionsApartHaveTheirPartOfTheBias() {
        StateDict dict = new StateDict()
                .add("attn.q_proj_weight", WIDTH, WIDTH)
                .add("attn.k_proj_weight", WIDTH, 6)
                .add("attn.v_proj_weight", WIDTH, 4)
                .add("attn.in_proj_bias", 3 * WIDTH)
                .linear("attn.out_proj", WIDTH, WIDTH)
                .linear("k", WIDTH, 6)
                .linear("v", WIDTH, 4);
        Network network = Network.builder(Shape.of(POSITIONS, WIDTH))
                .add("attn.q_proj", Layers.linear(WIDTH))
                .add("k", Layers.linear(6), List.of("input"))
                .add("attn.k_proj", Layers.linear(WIDTH))
                .add("v", Layers.linear(4), List.of("input"))
                .add("attn.v_proj", Layers.linear(WIDTH))
                .add("attn", Attention.of(2), List.of("attn.q_proj", "attn.k_proj", "attn.v_proj"))
                .add("attn.out_proj", Layers.linear(WIDTH))
                .build();
        double[][] x = sequence(POSITIONS, WIDTH);
        float[] bias = dict.values("attn.in_proj_bias");
        for (int part = 0; part < 3; part++) {
            dict.also("bias" + part, Arrays.copyOfRange(bias, part * WIDTH, (part + 1) * WIDTH));
        }
        SequenceFormulas at = dict.formulas();
        double[][] attended = attention(
                at.linear(x, "attn.q_proj_weight", "bias0"),
                at.linear(at.linear(x, "k", false), "attn.k_proj_weight", "bias1"),
                at.linear(at.linear(x, "v", false), "attn.v_proj_weight", "bias2"),
                2,
                false);
        isNear(
                PyTorch.open("weights.safetensors", dict.bytes()).into(network),
                flat(x),
                at.linear(attended, "attn.out_proj", false));
    }

    /** The builder's blocks, whose layers are called otherwise. */
    @Test
    void attentionInADescribedNetworkTakesStackedProjections() {
        StateDict dict = new StateDict()
                .add("attention.in_proj_weight", 3 * WIDTH, WIDTH)
                .add("attention.in_proj_bias", 3 * WIDTH)
                .linear("attention.out_proj", WIDTH, WIDTH);
        Network network = Network.builder(Shape.of(POSITIONS, WIDTH))
                .add("attention.qkv", Layers.linear(3 * WIDTH))
                .add("attention", Attention.of(2))
                .add("attention.proj", Layers.linear(WIDTH))
                .build();
        double[][] x = sequence(POSITIONS, WIDTH);
        isNear(
                PyTorch.open("weights.safetensors", dict.bytes()).into(network),
                flat(x),
                attended(dict.formulas(), "attention.", x));
    }

    @Test
    void whatIsNotToldOrNotKnownIsSaid() {
        StateDict encoder = encoder(new StateDict(), "");
        assertThatThrownBy(() -> encoder.known().positions(3).model())
                .isInstanceOf(EvenkeelException.class)
                .hasMessage("weights.safetensors: Weights do not tell the heads of attention: say how many there are by"
                        + " --heads N, heads(n) in Java, or by a config.json beside the file");
        assertThatThrownBy(() -> encoder.known().heads(2).model())
                .hasMessageContaining("Weights do not tell how many positions a sequence has");
        assertThatThrownBy(() -> encoder.known().heads(3).positions(3).model())
                .hasMessageContaining("The width 8 needs a number of heads that divides it, but got 3");
        StateDict other = encoder(new StateDict(), "layers.0.").linear("fc", WIDTH, 2);
        assertThat(other.known().isKnown()).isFalse();
        assertThatThrownBy(() -> other.known().heads(2).positions(3).model())
                .hasMessageContaining("are of no network that is known. Describe the network. Known: GPT-2, BERT, ");
    }
}
