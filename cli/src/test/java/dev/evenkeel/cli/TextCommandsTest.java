package dev.evenkeel.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.evenkeel.model.Model;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnJre;
import org.junit.jupiter.api.condition.JRE;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Language models of characters. */
@DisabledOnJre(value = JRE.JAVA_17, disabledReason = "what it tests does not hang on the JDK, and it takes long")
class TextCommandsTest {
    @TempDir
    private Path folder;

    @Test
    void aTextIsLearntAndItsEndMeasured() throws IOException {
        Path text = Files.writeString(folder.resolve("rhyme.txt"), "the cat sat on the mat.\n".repeat(40));
        Path run = folder.resolve("run");

        CommandCall trained = CommandCall.of(
                "train",
                "--data",
                text,
                "--network",
                "transformer",
                "--context",
                16,
                "--epochs",
                3,
                "--out",
                run,
                "--json");

        assertThat(trained.code()).as(trained.err()).isZero();
        assertThat(trained.err())
                .contains("864 characters to learn from and the last 96 to test, 12 different ones, in windows of 16");
        double nats = trained.json().number("testLogLoss");
        assertThat(nats).isLessThan(2);
        assertThat(trained.json().number("testBitsPerCharacter")).isCloseTo(nats / Math.log(2), within(1e-12));
        Model model = Model.read(run.resolve("model.safetensors"));
        assertThat(model.output().labels()).startsWith("\n", " ", ".", "a").hasSize(12);

        CommandCall held = CommandCall.of("evaluate", run, "--data", text, "--split", "test", "--json");
        assertThat(held.json().number("logLoss")).isEqualTo(nats);
        assertThat(CommandCall.of("evaluate", run, "--data", text).code()).isZero();
        assertThat(CommandCall.of("inspect", run).code()).isZero();
        assertThat(CommandCall.of("predict", run, "--data", text).err()).contains("evaluate measures it");
        CommandCall further = CommandCall.of(
                "train", "--from", run, "--data", text, "--epochs", 1, "--out", folder.resolve("further"), "--json");
        assertThat(further.code()).as(further.err()).isZero();
        assertThat(further.err()).contains("the last 96 to test");
        assertThat(further.json().number("testLogLoss")).isLessThan(nats);
        Path other = Files.writeString(folder.resolve("other.txt"), "the dog\n");
        assertThat(CommandCall.of("evaluate", run, "--data", other).err())
                .contains("other.txt line 1 has the character 'd' (U+0064), which is none of the 12");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "--validation-share,0.2 | those of a text overlap, so they would measure what was learnt",
                "--class-weights,balanced | is the next character: leave them out",
                "--augment,flip | is a text",
                "--target,x | is a text",
                "--context,1 | a context of 2 to 65536 tokens, but got 1",
                "--context,900 | is too short: its training part needs 901 characters, but has 864",
            })
    void whatATextHasNotIsRefused(String options, String message) throws IOException {
        Path text = Files.writeString(folder.resolve("rhyme.txt"), "the cat sat on the mat.\n".repeat(40));
        String[] said = options.split(",");

        CommandCall call = CommandCall.of(
                "train", "--data", text, "--network", "transformer", said[0], said[1], "--out", folder.resolve("run"));

        assertThat(call.code()).isNotZero();
        assertThat(call.err()).contains(message);
    }

    @Test
    void aTextThatIsNoTableSaysHowItIsLearnt() throws IOException {
        Path text = Files.writeString(folder.resolve("prose.txt"), "Once, upon\na time, there, was\n\"a");

        assertThat(CommandCall.of("train", "--data", text).err())
                .contains("To learn to continue it as a text, say --network transformer");
        assertThat(CommandCall.of("train", "--data", text, "--network", "gru").err())
                .contains("To learn to continue it as a text, say --network transformer");
    }

    @ParameterizedTest
    @ValueSource(strings = {"""
                input: [16, 1]
                layers:
                  - {name: tokens, embedding: {entries: 12, features: 8}}
                  - reshape: [16, 8]
                  - residual: [rmsNorm, {linear: 24}, {qkNorm: {queryHeads: 2, keyHeads: 2, width: 4}},
                      {rotary: {heads: 4, width: 4}}, {attention: {heads: 2, span: causal}}, {linear: 8}]
                  - residual: [rmsNorm, {linear: 16}, gelu, {linear: 8}]
                  - tiedLinear: {to: tokens, features: 12}
                """, """
                input: [16, 1]
                layers: [{embedding: {entries: 12, features: 8}}, {reshape: [16, 8]}, {gru: 16}, {linear: 12}]
                """, """
                input: [16, 1]
                layers: [{embedding: {entries: 12, features: 8}}, {reshape: [16, 8]}, {lstm: 16}, batchNorm, relu,
                  {linear: 12}]
                """})
    void aDescribedNetworkLearnsAText(String described) throws IOException {
        Path text = Files.writeString(folder.resolve("rhyme.txt"), "the cat sat on the mat.\n".repeat(40));
        Path network = Files.writeString(folder.resolve("network.yaml"), described);
        Path run = folder.resolve("run");

        CommandCall trained =
                CommandCall.of("train", "--data", text, "--network", network, "--epochs", 30, "--out", run, "--json");

        assertThat(trained.code()).as(trained.err()).isZero();
        assertThat(trained.err()).contains("12 different ones, in windows of 16");
        assertThat(trained.json().number("testLogLoss")).isLessThan(Math.log(12));
        CommandCall held = CommandCall.of("evaluate", run, "--data", text, "--split", "test", "--json");
        assertThat(held.json().number("logLoss")).isEqualTo(trained.json().number("testLogLoss"));
        CommandCall generated = CommandCall.of("generate", run, "--prompt", "the ", "--length", 40);
        assertThat(generated.code()).as(generated.err()).isZero();
        assertThat(generated.out()).startsWith("the ").hasSizeGreaterThan(44);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{embedding: {entries: 12, features: 8}}, {reshape: [16, 8]}, {linear: 24}, {attention: 2}, {linear: 12}"
                        + " | cannot learn to continue rhyme.txt, character by character. attention, 2 heads '3' attends to later positions",
                "{embedding: {entries: 12, features: 8}}, {reshape: [16, 8]}, {gru: {hidden: 4, direction: bidirectional}}, {linear: 12}"
                        + " | cannot learn to continue rhyme.txt, character by character. gru 4, bidirectional '2' begins at the last position",
                "{embedding: {entries: 11, features: 8}}, {reshape: [16, 8]}, {gru: 8}, {linear: 12}"
                        + " | embedding '0' needs whole numbers from 0 to 10 as indices, but got 11.0",
                "{embedding: {entries: 12, features: 8}}, {reshape: [16, 8]}, {conv: {channels: 8, kernel: 1}}, {linear: 12}"
                        + " | conv 1 8 -> 8 '2' may mix them otherwise",
                "{embedding: {entries: 12, features: 8}}, {reshape: [16, 8]}, {gru: 8}, {linear: 11}"
                        + " | ends in scores of 11 characters, but rhyme.txt has 12 different ones",
            })
    void aDescribedNetworkThatCannotLearnATextIsRefused(String layers, String message) throws IOException {
        Path text = Files.writeString(folder.resolve("rhyme.txt"), "the cat sat on the mat.\n".repeat(40));
        Path network = Files.writeString(folder.resolve("network.yaml"), "input: [16, 1]\nlayers: [" + layers + "]\n");

        CommandCall call =
                CommandCall.of("train", "--data", text, "--network", network, "--out", folder.resolve("run"));

        assertThat(call.code()).isNotZero();
        assertThat(call.err()).contains(message);
        assertThat(CommandCall.of("train", "--data", text, "--network", network, "--context", 16)
                        .err())
                .contains("says how many characters it sees as its input");
    }

    @Test
    void textsAreNotCompared() throws IOException {
        Path text = Files.writeString(folder.resolve("rhyme.txt"), "the cat sat on the mat.\n".repeat(40));

        assertThat(CommandCall.of("compare", "--data", text, "--network", "transformer", "--vary", "norm=layer,rms")
                        .err())
                .contains("compare measures accuracies and errors, which are no measure of a text to continue");
        assertThat(CommandCall.of("compare", "--data", "digits", "--context", 16, "--vary", "norm=batch,layer")
                        .err())
                .contains("--context is of a language model");
    }

    @Test
    void aRunNamesWhatContinuesItsText() throws IOException {
        Path text = Files.writeString(folder.resolve("rhyme.txt"), "the cat sat on the mat.\n".repeat(40));
        CommandCall trained = CommandCall.of(
                "train",
                "--data",
                text,
                "--network",
                "transformer",
                "--context",
                16,
                "--epochs",
                1,
                "--out",
                folder.resolve("run"));

        assertThat(trained.out()).contains("./evenkeel generate ").doesNotContain("./evenkeel predict");
    }

    @Test
    void aContextIsOfALanguageModelAlone() {
        assertThat(CommandCall.of("train", "--data", "digits", "--context", 16).err())
                .contains("--context is of a language model: give a text FILE.txt and --network transformer");
    }
}
