package dev.evenkeel.formats.weights;

import static dev.evenkeel.formats.weights.SequenceFormulas.apply;
import static dev.evenkeel.formats.weights.SequenceFormulas.attention;
import static dev.evenkeel.formats.weights.SequenceFormulas.isNear;
import static dev.evenkeel.formats.weights.SequenceFormulas.packed;
import static dev.evenkeel.formats.weights.SequenceFormulas.sum;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.evenkeel.EvenkeelException;
import dev.evenkeel.layer.core.TiedLinear;
import dev.evenkeel.model.Model;
import dev.evenkeel.safetensors.DataType;
import dev.evenkeel.tensor.Shape;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
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

    /** Tools that write every name of a tensor. */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aHeadOfTheEmbeddingsNumbersIsTied(boolean equal) {
        StateDict dict = gpt("transformer.", true);
        float[] head = dict.values("transformer.wte.weight").clone();
        head[TOKENS * WIDTH - 1] += equal ? 0 : 1e-6f;
        dict.put("lm_head.weight", head, TOKENS, WIDTH);
        LoadedWeights read = dict.known().heads(2).positions(POSITIONS).read();
        isNear(read.model(), TEXT, gpt(dict.formulas(), "transformer.", true, "lm_head.weight"));
        assertThat(read.model().network().last().layer() instanceof TiedLinear).isEqualTo(equal);
        assertThat(read.report().remarks().stream().filter(remark -> remark.contains("read as one tensor, tied")))
                .hasSize(equal ? 1 : 0);
    }

    @ParameterizedTest
    @ValueSource(strings = {"module.", "_orig_mod.", "_orig_mod.module.", "model."})
    void namesOfWrappedNetworksAreKnown(String outer) {
        StateDict gpt = gpt("transformer.", true)
                .behind(outer)
                .truths(outer + "transformer.h.0.attn.bias", 1, 1, 7, 7)
                .truths(outer + "transformer.h.1.attn.bias", 1, 1, 7, 7)
                .put(outer + "transformer.h.0.attn.masked_bias", new float[] {-1e4f});
        isNear(
                gpt.known().heads(2).positions(POSITIONS).model(),
                TEXT,
                gpt(gpt.formulas(), outer + "transformer.", true, outer + "transformer.wte.weight"));
        StateDict bert = bert("bert.", "weight", "bias")
                .linear("bert.pooler.dense", WIDTH, WIDTH)
                .linear("classifier", WIDTH, 3)
                .behind(outer)
                .longs(outer + "bert.embeddings.position_ids", 0, 1, 2, 3, 4, 5, 6);
        SequenceFormulas at = bert.formulas();
        double[][] first = {bert(at, outer + "bert.", "weight", "bias")[0]};
        double[][] pooled = apply(at.linear(first, outer + "bert.pooler.dense", false), Math::tanh);
        isNear(
                bert.known().heads(2).positions(POSITIONS).model(),
                TEXT,
                at.linear(pooled, outer + "classifier", false));
    }

    /** nanoGPT with {@code bias=False}. */
    @Test
    void gpt2MayHaveNoBiases() {
        StateDict dict = new StateDict();
        StateDict whole = gpt("transformer.", false);
        whole.names().stream().filter(name -> !name.endsWith(".bias")).forEach(name -> dict.copy(whole, name, name));
        isNear(
                dict.known().heads(2).positions(POSITIONS).model(),
                TEXT,
                gpt(dict.formulas(), "transformer.", false, "transformer.wte.weight"));
    }

    @ParameterizedTest
    @EnumSource(names = {"F16", "BF16"})
    void numbersOf16BitsAreWidened(DataType type) {
        StateDict dict = gpt("", true).narrowed(type);
        isNear(dict.known().heads(2).positions(POSITIONS).model(), TEXT, gpt(dict.formulas(), "", true, "wte.weight"));
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

    @Test
    void aDecoderOfTheEmbeddingsNumbersIsTied() {
        StateDict dict = masked().add("cls.predictions.bias", TOKENS);
        dict.put(DECODER + ".weight", dict.values(WORDS), TOKENS, WIDTH);
        scoresTokens(dict, WORDS, "cls.predictions.bias");
        assertThat(dict.known().heads(2).network().last().layer()).isInstanceOf(TiedLinear.class);
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
                "{\"is_decoder\": true}",
                "{\"position_embedding_type\": \"relative_key\"}"
            })
    void aConfigurationOfAnotherFunctionIsRefused(String config, @TempDir Path folder) throws IOException {
        Path file = folder.resolve("bert.safetensors");
        Files.write(file, bert("bert.", "weight", "bias").bytes());
        Files.writeString(folder.resolve("config.json"), config);
        assertThatThrownBy(() -> PyTorch.known(file).model()).hasMessageContaining("networks are not read so");
    }

    private static void isRefused(StateDict dict, String words) {
        assertThatThrownBy(() -> dict.known().heads(2).positions(POSITIONS).model())
                .isInstanceOf(EvenkeelException.class)
                .hasMessageStartingWith("weights.safetensors: ")
                .hasMessageContaining(words);
    }

    @Test
    void robertaIsRefusedByItsNameOrItsTypeOfTokens(@TempDir Path folder) throws IOException {
        isRefused(bert("roberta.", "weight", "bias"), "RoBERTa counts positions from 2 on");
        isRefused(bert("roberta.", "weight", "bias").behind("module."), "RoBERTa counts positions from 2 on");
        StateDict whole = bert("", "weight", "bias");
        StateDict dict = new StateDict();
        String types = "embeddings.token_type_embeddings.weight";
        whole.names().stream().filter(name -> !name.equals(types)).forEach(name -> dict.copy(whole, name, name));
        dict.put(types, Arrays.copyOf(whole.values(types), WIDTH), 1, WIDTH);
        isRefused(dict, "has one type of tokens, as RoBERTa has, which counts positions from 2 on");
        Path file = folder.resolve("bert.safetensors");
        Files.write(file, dict.bytes());
        Files.writeString(folder.resolve("config.json"), "{\"model_type\": \"bert\"}");
        isNear(
                PyTorch.known(file).heads(2).positions(POSITIONS).model(),
                TEXT,
                bert(dict.formulas(), "", "weight", "bias"));
        Files.writeString(folder.resolve("config.json"), "{\"model_type\": \"xlm-roberta\"}");
        assertThatThrownBy(() -> PyTorch.known(file).heads(2).model())
                .hasMessageContaining("names of BERT's, but the config.json says model_type: xlm-roberta");
    }

    @Test
    void positionsBehindTheTableAreRefused() {
        for (StateDict dict : List.of(gpt("", true), gpt("transformer.", false), bert("bert.", "weight", "bias"))) {
            assertThatThrownBy(() -> dict.known().heads(2).positions(8).model())
                    .hasMessageContaining("'s table of positions has 7 of them, but 8 are asked for");
            assertThatThrownBy(() -> dict.known().heads(2).positions(0).model())
                    .hasMessageContaining("'s table of positions has 7 of them, but 0 are asked for");
        }
    }

    /** Older files of a network that scores each token have a pooler that it does not use. */
    @Test
    void aConfigurationTellsThatTokensAreClassified(@TempDir Path folder) throws IOException {
        StateDict dict = bert("bert.", "weight", "bias")
                .linear("bert.pooler.dense", WIDTH, WIDTH)
                .linear("classifier", WIDTH, 3);
        Path file = folder.resolve("bert.safetensors");
        Files.write(file, dict.bytes());
        Files.writeString(
                folder.resolve("config.json"),
                "{\"architectures\": [\"BertForTokenClassification\"], \"position_embedding_type\": null}");
        SequenceFormulas at = dict.formulas();
        isNear(
                PyTorch.known(file).heads(2).positions(POSITIONS).model(),
                TEXT,
                at.linear(bert(at, "bert.", "weight", "bias"), "classifier", false));
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
