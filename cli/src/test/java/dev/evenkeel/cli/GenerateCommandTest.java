package dev.evenkeel.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnJre;
import org.junit.jupiter.api.condition.JRE;
import org.junit.jupiter.api.io.TempDir;

/** Continues texts by a model of characters. */
@DisabledOnJre(value = JRE.JAVA_17, disabledReason = "what it tests does not hang on the JDK, and it takes long")
class GenerateCommandTest {
    @TempDir
    private static Path folder;

    private static Path run;

    @BeforeAll
    static void trainOnARhyme() throws IOException {
        Path text = Files.writeString(folder.resolve("rhyme.txt"), "the cat sat on the mat.\n".repeat(60));
        run = folder.resolve("run");
        CommandCall trained = CommandCall.of(
                "train", "--data", text, "--network", "transformer", "--context", 16, "--epochs", 12, "--out", run);
        assertThat(trained.code()).as(trained.err()).isZero();
    }

    @Test
    void theLikeliestCharactersAreTheRhymeAgain() {
        CommandCall generated =
                CommandCall.of("generate", run, "--prompt", "the cat", "--length", 45, "--temperature", 0, "--json");
        assertThat(generated.code()).as(generated.err()).isZero();
        assertThat(generated.out()).startsWith("{").hasLineCount(1);
        assertThat(generated.json().string("text")).isEqualTo("the cat sat on the mat.\nthe cat sat on the mat.\nthe ");
    }

    @Test
    void theSameSeedGivesTheSameText() {
        assertThat(text(5)).isEqualTo(text(5)).hasSizeGreaterThan(40);
        assertThat(text(5)).isNotEqualTo(text(6));
    }

    private static String text(int seed) {
        CommandCall generated =
                CommandCall.of("generate", run, "--length", 60, "--temperature", 3, "--seed", seed, "--json");
        assertThat(generated.code()).as(generated.err()).isZero();
        return generated.json().string("text");
    }

    @Test
    void whatCannotBeGeneratedIsSaid() {
        assertThat(CommandCall.of("generate", run, "--prompt", "the dog").err())
                .contains("--prompt has 'd' (U+0064), which is not among the 12 characters");
        assertThat(CommandCall.of("generate", run, "--prompt", "").err()).contains("--prompt needs a character");
        assertThat(CommandCall.of("generate", run, "--temperature", -1).err())
                .contains("--temperature needs a finite number of 0 or more");
        assertThat(CommandCall.of("generate", run, "--top-k", 0).err()).contains("--top-k needs 1 or more");
        assertThat(CommandCall.of("generate", run, "--length", 0).err()).contains("--length needs 1 or more");
        CommandCall table =
                CommandCall.of("train", "--data", "digits", "--epochs", 1, "--out", folder.resolve("digits"));
        assertThat(table.code()).as(table.err()).isZero();
        assertThat(CommandCall.of("generate", folder.resolve("digits")).err()).contains("is no language model");
    }
}
