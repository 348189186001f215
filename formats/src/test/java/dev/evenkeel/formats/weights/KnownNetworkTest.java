package dev.evenkeel.formats.weights;

import static dev.evenkeel.formats.weights.SequenceFormulas.apply;
import static dev.evenkeel.formats.weights.SequenceFormulas.attention;
import static dev.evenkeel.formats.weights.SequenceFormulas.beside;
import static dev.evenkeel.formats.weights.SequenceFormulas.packed;
import static dev.evenkeel.formats.weights.SequenceFormulas.sum;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.evenkeel.EvenkeelException;
import dev.evenkeel.inference.Predictor;
import dev.evenkeel.kernel.view.Activation;
import dev.evenkeel.layer.core.Activate;
import dev.evenkeel.model.Model;
import dev.evenkeel.network.Layers;
import dev.evenkeel.network.Network;
import dev.evenkeel.network.Transformer;
import dev.evenkeel.sequence.Attention;
import dev.evenkeel.sequence.Gru;
import dev.evenkeel.sequence.Lstm;
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
    private static final int TOKENS = 11;
    private static final int POSITIONS = 5;
    private static final float[] TEXT = {3, 10, 0, 7, 3};

    private static void isNear(Model model, float[] input, double[][] right) {
        double[] all = Arrays.stream(right).flatMapToDouble(Arrays::stream).toArray();
        for (Predictor predictor : List.of(model.freeze(), model.freezeUnfolded())) {
            float[] came = predictor.predict(input);
            assertThat(came).hasSameSizeAs(all);
            for (int at = 0; at < all.length; at++) {
                assertThat((double) came[at])
                        .as("output %d", at)
                        .isCloseTo(all[at], within(1e-5 * Math.max(1, Math.abs(all[at]))));
            }
        }
    }

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

    private static final String WORDS = "bert.embeddings.word_embeddings.weight";
    private static final String DECODER = "cls.predictions.decoder";

    private static float[] counted() {
        return new float[] {0, 1, 2, 3, 4};
    }

    /** GPT-2 of two blocks. */
    private static StateDict gpt(String start, boolean transposed) {
        StateDict dict =
                new StateDict().add(start + "wte.weight", TOKENS, WIDTH).add(start + "wpe.weight", 7, WIDTH);
        for (int block = 0; block < 2; block++) {
            String name = start + "h." + block + ".";
            dict.norm(name + "ln_1", WIDTH).norm(name + "ln_2", WIDTH);
            for (String layer : List.of("attn.c_attn 8 24", "attn.c_proj 8 8", "mlp.c_fc 8 32", "mlp.c_proj 32 8")) {
                String[] words = layer.split(" ");
                int inputs = Integer.parseInt(words[1]);
                int outputs = Integer.parseInt(words[2]);
                if (transposed) {
                    dict.transposed(name + words[0], inputs, outputs);
                } else {
                    dict.linear(name + words[0], inputs, outputs);
                }
            }
        }
        return dict.norm(start + "ln_f", WIDTH);
    }

    private static double[][] gpt(SequenceFormulas at, String start, boolean transposed, String head) {
        double[][] x = sum(at.rows(start + "wte.weight", TEXT), at.rows(start + "wpe.weight", counted()));
        for (int block = 0; block < 2; block++) {
            String name = start + "h." + block + ".";
            double[][] normal = at.layerNorm(x, name + "ln_1.weight", name + "ln_1.bias", 1e-5);
            double[][] attended = packed(linear(at, normal, name + "attn.c_attn", transposed), 2, true);
            x = sum(x, linear(at, attended, name + "attn.c_proj", transposed));
            normal = at.layerNorm(x, name + "ln_2.weight", name + "ln_2.bias", 1e-5);
            double[][] bent = apply(linear(at, normal, name + "mlp.c_fc", transposed), SequenceFormulas::geluTanh);
            x = sum(x, linear(at, bent, name + "mlp.c_proj", transposed));
        }
        return at.linear(at.layerNorm(x, start + "ln_f.weight", start + "ln_f.bias", 1e-5), head, "none");
    }

    private static double[][] linear(SequenceFormulas at, double[][] x, String name, boolean transposed) {
        return transposed
                ? at.transposed(x, name + ".weight", name + ".bias")
                : at.linear(x, name + ".weight", name + ".bias");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "transformer."})
    void gpt2OfTransformersHasTransposedLinearLayersAndATiedHead(String start) {
        StateDict dict = gpt(start, true)
                .add(start + "h.0.attn.bias", 1, 1, 7, 7)
                .add(start + "h.1.attn.bias", 1, 1, 7, 7)
                .put(start + "h.0.attn.masked_bias", new float[] {-1e4f});
        KnownNetwork known = dict.known().heads(2).positions(POSITIONS);
        assertThat(known.title()).isEqualTo("GPT-2 of 2 blocks, 8 wide, with 2 heads and 11 tokens");
        isNear(known.model(), TEXT, gpt(dict.formulas(), start, true, start + "wte.weight"));
    }

    @Test
    void gpt2OfNanoGptHasPlainLinearLayersAndMayHaveAHeadOfItsOwn() {
        StateDict dict = gpt("transformer.", false).add("lm_head.weight", TOKENS, WIDTH);
        Model model = dict.known().heads(2).positions(POSITIONS).model();
        isNear(model, TEXT, gpt(dict.formulas(), "transformer.", false, "lm_head.weight"));
        assertThat(dict.known().heads(2).network().input()).isEqualTo(Shape.of(7, 1));
    }

    /** Safetensors' save_model keeps the first of two names of one tensor. */
    @Test
    void theEmbeddingMayStandUnderTheHeadsName() {
        StateDict dict = new StateDict();
        StateDict whole = gpt("transformer.", true);
        whole.names().forEach(name -> dict.copy(whole, name, name.replace("transformer.wte", "lm_head")));
        isNear(
                dict.known().heads(2).positions(POSITIONS).model(),
                TEXT,
                gpt(whole.formulas(), "transformer.", true, "transformer.wte.weight"));
    }

    private static StateDict bert(String start, String scale, String shift) {
        String embeddings = start + "embeddings.";
        StateDict dict = new StateDict()
                .add(embeddings + "word_embeddings.weight", TOKENS, WIDTH)
                .add(embeddings + "position_embeddings.weight", 7, WIDTH)
                .add(embeddings + "token_type_embeddings.weight", 2, WIDTH)
                .add(embeddings + "LayerNorm." + scale, WIDTH)
                .add(embeddings + "LayerNorm." + shift, WIDTH);
        for (int block = 0; block < 2; block++) {
            String name = start + "encoder.layer." + block + ".";
            for (String part : List.of("query", "key", "value")) {
                dict.linear(name + "attention.self." + part, WIDTH, WIDTH);
            }
            dict.linear(name + "attention.output.dense", WIDTH, WIDTH)
                    .add(name + "attention.output.LayerNorm." + scale, WIDTH)
                    .add(name + "attention.output.LayerNorm." + shift, WIDTH)
                    .linear(name + "intermediate.dense", WIDTH, 24)
                    .linear(name + "output.dense", 24, WIDTH)
                    .add(name + "output.LayerNorm." + scale, WIDTH)
                    .add(name + "output.LayerNorm." + shift, WIDTH);
        }
        return dict;
    }

    private static double[][] bert(SequenceFormulas at, String start, String scale, String shift) {
        String embeddings = start + "embeddings.";
        double[][] x = sum(
                sum(
                        at.rows(embeddings + "word_embeddings.weight", TEXT),
                        at.rows(embeddings + "position_embeddings.weight", counted())),
                at.rows(embeddings + "token_type_embeddings.weight", new float[POSITIONS]));
        x = at.layerNorm(x, embeddings + "LayerNorm." + scale, embeddings + "LayerNorm." + shift, 1e-12);
        for (int block = 0; block < 2; block++) {
            String name = start + "encoder.layer." + block + ".";
            double[][] attended = attention(
                    linear(at, x, name + "attention.self.query", false),
                    linear(at, x, name + "attention.self.key", false),
                    linear(at, x, name + "attention.self.value", false),
                    2,
                    false);
            String norm = name + "attention.output.LayerNorm.";
            x = at.layerNorm(
                    sum(x, linear(at, attended, name + "attention.output.dense", false)),
                    norm + scale,
                    norm + shift,
                    1e-12);
            double[][] bent = apply(linear(at, x, name + "intermediate.dense", false), SequenceFormulas::gelu);
            norm = name + "output.LayerNorm.";
            x = at.layerNorm(sum(x, linear(at, bent, name + "output.dense", false)), norm + scale, norm + shift, 1e-12);
        }
        return x;
    }

    @ParameterizedTest
    @CsvSource({"'', weight, bias", "bert., gamma, beta"})
    void bertGivesItsLastBlocksValues(String start, String scale, String shift) {
        StateDict dict = bert(start, scale, shift)
                .linear(start + "pooler.dense", WIDTH, WIDTH)
                .longs(start + "embeddings.position_ids", 0, 1, 2, 3, 4, 5, 6);
        KnownNetwork known = dict.known().heads(2).positions(POSITIONS);
        isNear(known.model(), TEXT, bert(dict.formulas(), start, scale, shift));
        assertThat(known.read().report().remarks())
                .contains(
                        "All tokens are of the first token type, as a single text's are",
                        "Not part of the network, as its outputs do not need it: " + start + "pooler");
    }

    @Test
    void bertWithAClassifierGivesItsScores() {
        StateDict dict = bert("bert.", "weight", "bias")
                .linear("bert.pooler.dense", WIDTH, WIDTH)
                .linear("classifier", WIDTH, 3);
        SequenceFormulas at = dict.formulas();
        double[][] first = {bert(at, "bert.", "weight", "bias")[0]};
        double[][] pooled = apply(linear(at, first, "bert.pooler.dense", false), Math::tanh);
        isNear(dict.known().heads(2).positions(POSITIONS).model(), TEXT, linear(at, pooled, "classifier", false));
    }

    @Test
    void bertWithAMaskedLanguageModelGivesScoresOfTokens() {
        scoresTokens(masked().add("cls.predictions.bias", TOKENS), WORDS, "cls.predictions.bias");
        scoresTokens(masked().add(DECODER + ".bias", TOKENS), WORDS, DECODER + ".bias");
    }

    /** With {@code tie_word_embeddings=false}; older files have one bias, newer ones both. */
    @Test
    void bertWithADecoderOfItsOwnGivesItsScores() {
        StateDict older = masked().add(DECODER + ".weight", TOKENS, WIDTH).add("cls.predictions.bias", TOKENS);
        scoresTokens(older, DECODER + ".weight", "cls.predictions.bias");
        StateDict newer = masked().linear(DECODER, WIDTH, TOKENS).add("cls.predictions.bias", TOKENS);
        scoresTokens(newer, DECODER + ".weight", DECODER + ".bias");
    }

    private static StateDict masked() {
        return bert("bert.", "weight", "bias")
                .linear("cls.predictions.transform.dense", WIDTH, WIDTH)
                .norm("cls.predictions.transform.LayerNorm", WIDTH)
                .linear("cls.seq_relationship", WIDTH, 2);
    }

    private static void scoresTokens(StateDict dict, String weight, String bias) {
        SequenceFormulas at = dict.formulas();
        double[][] bent = apply(
                linear(at, bert(at, "bert.", "weight", "bias"), "cls.predictions.transform.dense", false),
                SequenceFormulas::gelu);
        String norm = "cls.predictions.transform.LayerNorm.";
        double[][] normal = at.layerNorm(bent, norm + "weight", norm + "bias", 1e-12);
        isNear(dict.known().heads(2).positions(POSITIONS).model(), TEXT, at.linear(normal, weight, bias));
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
                linear(at, read, name + "linear1", false), gelu ? SequenceFormulas::gelu : value -> Math.max(0, value));
        x = sum(x, linear(at, bent, name + "linear2", false));
        return first ? x : at.layerNorm(x, name + "norm2.weight", name + "norm2.bias", 1e-5);
    }

    private static double[][] attended(SequenceFormulas at, String start, double[][] x) {
        double[][] stacked = at.linear(x, start + "in_proj_weight", start + "in_proj_bias");
        return linear(at, packed(stacked, 2, false), start + "out_proj", false);
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

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"scale_attn_by_inverse_layer_idx\": true}",
                "{\"scale_attn_weights\": false}",
                "{\"is_decoder\": true}"
            })
    void aConfigurationOfAnotherFunctionIsRefused(String config, @TempDir Path folder) throws IOException {
        Path file = folder.resolve("bert.safetensors");
        Files.write(file, bert("bert.", "weight", "bias").bytes());
        Files.writeString(folder.resolve("config.json"), config);
        assertThatThrownBy(() -> PyTorch.known(file).model()).hasMessageContaining("networks are not read so");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "attn."})
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
                at.linear(linear(at, x, "k", false), "attn.k_proj_weight", "bias1"),
                at.linear(linear(at, x, "v", false), "attn.v_proj_weight", "bias2"),
                2,
                false);
        isNear(
                PyTorch.open("weights.safetensors", dict.bytes()).into(network),
                flat(x),
                linear(at, attended, "attn.out_proj", false));
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

    @ParameterizedTest
    @CsvSource({"4, '', false", "4, rnn., true", "3, '', true", "3, encoder.gru., false"})
    void recurrentLayersOfPyTorchMayBeStacked(int gates, String start, boolean both) {
        int hidden = 6;
        int directions = both ? 2 : 1;
        StateDict dict = new StateDict();
        List<String> ends = both ? List.of("", "_reverse") : List.of("");
        for (int layer = 0; layer < 2; layer++) {
            for (String end : ends) {
                String suffix = "_l" + layer + end;
                dict.add(
                                start + "weight_ih" + suffix,
                                (long) gates * hidden,
                                layer == 0 ? 3 : (long) hidden * directions)
                        .add(start + "weight_hh" + suffix, (long) gates * hidden, hidden)
                        .add(start + "bias_ih" + suffix, (long) gates * hidden)
                        .add(start + "bias_hh" + suffix, (long) gates * hidden);
            }
        }
        double[][] x = sequence(POSITIONS, 3);
        double[][] right = x;
        for (int layer = 0; layer < 2; layer++) {
            double[][] forwards = dict.formulas().recurrent(right, start, "_l" + layer, hidden, false);
            right = both
                    ? beside(forwards, dict.formulas().recurrent(right, start, "_l" + layer + "_reverse", hidden, true))
                    : forwards;
        }
        KnownNetwork known = dict.known().positions(POSITIONS);
        isNear(known.model(), flat(x), right);
        assertThat(known.network().nodes().get(1).layer()).isInstanceOf(gates == 4 ? Lstm.class : Gru.class);
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
        StateDict damaged = gpt("", true);
        StateDict less = new StateDict();
        damaged.names().stream()
                .filter(name -> !name.equals("h.1.mlp.c_fc.weight"))
                .forEach(name -> less.copy(damaged, name, name));
        assertThatThrownBy(() -> less.known().heads(2).model())
                .hasMessage("weights.safetensors: tensor 'h.1.mlp.c_fc.weight' is missing");
    }
}
