package dev.evenkeel.formats.weights;

import static dev.evenkeel.formats.weights.SequenceFormulas.apply;
import static dev.evenkeel.formats.weights.SequenceFormulas.attention;
import static dev.evenkeel.formats.weights.SequenceFormulas.isNear;
import static dev.evenkeel.formats.weights.SequenceFormulas.packed;
import static dev.evenkeel.formats.weights.SequenceFormulas.sum;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.evenkeel.model.Model;
import dev.evenkeel.tensor.Shape;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** GPT-2 and BERT compute what their formulas say in double precision. */
class KnownTransformersTest {
    private static final int WIDTH = 8;
    private static final int TOKENS = 11;
    private static final int POSITIONS = 5;
    private static final float[] TEXT = {3, 10, 0, 7, 3};
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
            double[][] attended = packed(at.linear(normal, name + "attn.c_attn", transposed), 2, true);
            x = sum(x, at.linear(attended, name + "attn.c_proj", transposed));
            normal = at.layerNorm(x, name + "ln_2.weight", name + "ln_2.bias", 1e-5);
            double[][] bent = apply(at.linear(normal, name + "mlp.c_fc", transposed), SequenceFormulas::geluTanh);
            x = sum(x, at.linear(bent, name + "mlp.c_proj", transposed));
        }
        return at.linear(at.layerNorm(x, start + "ln_f.weight", start + "ln_f.bias", 1e-5), head, "none");
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
                    at.linear(x, name + "attention.self.query", false),
                    at.linear(x, name + "attention.self.key", false),
                    at.linear(x, name + "attention.self.value", false),
                    2,
                    false);
            String norm = name + "attention.output.LayerNorm.";
            x = at.layerNorm(
                    sum(x, at.linear(attended, name + "attention.output.dense", false)),
                    norm + scale,
                    norm + shift,
                    1e-12);
            double[][] bent = apply(at.linear(x, name + "intermediate.dense", false), SequenceFormulas::gelu);
            norm = name + "output.LayerNorm.";
            x = at.layerNorm(sum(x, at.linear(bent, name + "output.dense", false)), norm + scale, norm + shift, 1e-12);
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
        double[][] pooled = apply(at.linear(first, "bert.pooler.dense", false), Math::tanh);
        isNear(dict.known().heads(2).positions(POSITIONS).model(), TEXT, at.linear(pooled, "classifier", false));
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
                at.linear(bert(at, "bert.", "weight", "bias"), "cls.predictions.transform.dense", false),
                SequenceFormulas::gelu);
        String norm = "cls.predictions.transform.LayerNorm.";
        double[][] normal = at.layerNorm(bent, norm + "weight", norm + "bias", 1e-12);
        isNear(dict.known().heads(2).positions(POSITIONS).model(), TEXT, at.linear(normal, weight, bias));
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

    @Test
    void aTensorThatIsMissingIsNamed() {
        StateDict damaged = gpt("", true);
        StateDict less = new StateDict();
        damaged.names().stream()
                .filter(name -> !name.equals("h.1.mlp.c_fc.weight"))
                .forEach(name -> less.copy(damaged, name, name));
        assertThatThrownBy(() -> less.known().heads(2).model())
                .hasMessage("weights.safetensors: tensor 'h.1.mlp.c_fc.weight' is missing");
    }
}
