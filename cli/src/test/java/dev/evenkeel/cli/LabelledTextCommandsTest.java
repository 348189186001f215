package dev.evenkeel.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.evenkeel.model.Model;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Texts in folders of classes, from training to predictions. */
class LabelledTextCommandsTest {
    @TempDir
    private Path folder;

    @ParameterizedTest
    @ValueSource(strings = {"transformer", "gru", "mlp"})
    void textsOfClassesAreLearntMeasuredAndPredicted(String network) throws IOException {
        Path words = words();
        Path run = folder.resolve("run");

        CommandCall trained = CommandCall.of(
                "train",
                "--data",
                words,
                "--network",
                network,
                "--epochs",
                12,
                "--rate",
                0.003,
                "--out",
                run,
                "--json");

        assertThat(trained.code()).as(trained.err()).isZero();
        assertThat(trained.err())
                .contains("64 texts to learn from and 16 to test of 3 to 12 characters, 6 different ones");
        assertThat(trained.json().number("testAccuracy")).isGreaterThan(0.9);
        CommandCall held = CommandCall.of("evaluate", run, "--data", words, "--split", "test", "--json");
        assertThat(held.code()).as(held.err()).isZero();
        assertThat(held.json().number("logLoss")).isEqualTo(trained.json().number("testLogLoss"));
        assertThat(CommandCall.of("inspect", run).out()).contains("texts: {");

        Path some = Files.createDirectories(folder.resolve("some"));
        Files.writeString(Files.createDirectories(some.resolve("unsorted")).resolve("new.txt"), "abbaabba!");
        CommandCall predicted = CommandCall.of("predict", run, "--data", some);
        assertThat(predicted.code()).as(predicted.err()).isZero();
        assertThat(predicted.out()).startsWith("row,file,label,").contains("\n1,unsorted/new.txt,first,");
        assertThat(predicted.err()).contains("The model does not know the character U+0021, in 1 place");
    }

    @Test
    void theTransformerIsTheDefaultAndTrainingGoesOn() throws IOException {
        Path words = words();
        Path run = folder.resolve("run");

        CommandCall trained = CommandCall.of("train", "--data", words, "--epochs", 1, "--out", run);

        assertThat(trained.code()).as(trained.err()).isZero();
        assertThat(CommandCall.of("inspect", run).out()).contains("blocks.1.attention");
        CommandCall further = CommandCall.of(
                "train", "--from", run, "--data", words, "--epochs", 1, "--out", folder.resolve("further"));
        assertThat(further.code()).as(further.err()).isZero();
        assertThat(CommandCall.of("evaluate", run, "--data", "digits").err())
                .contains(
                        "The model reads texts (.txt), alone, in a folder or in a zip archive, but 'digits' is a set of images");
    }

    @Test
    void trainingGoesOnWithTheModelsClasses() throws IOException {
        Path run = folder.resolve("run");
        Path further = folder.resolve("further");
        CommandCall trained =
                CommandCall.of("train", "--data", texts("three", "a", "b", "c"), "--epochs", 1, "--out", run);
        assertThat(trained.code()).as(trained.err()).isZero();

        CommandCall some = CommandCall.of(
                "train", "--from", run, "--data", texts("some", "b", "c"), "--epochs", 1, "--out", further);

        assertThat(some.code()).as(some.err()).isZero();
        assertThat(Model.read(further.resolve("model.safetensors")).output().labels())
                .containsExactly("a", "b", "c");
        CommandCall others =
                CommandCall.of("train", "--from", run, "--data", texts("others", "b", "c", "d"), "--epochs", 1);
        assertThat(others.code()).isEqualTo(1);
        assertThat(others.err())
                .contains("tells a, b, c apart, but others has b, c, d, of which it does not know d. --new-head");
    }

    @Test
    void textsInNoFolderHaveTheirClassInTheirNames() throws IOException {
        Path flat = Files.createDirectories(folder.resolve("flat"));
        for (int index = 0; index < 12; index++) {
            Files.writeString(flat.resolve("a_" + index + ".txt"), "aaab");
            Files.writeString(flat.resolve("b_" + index + ".txt"), "bbba");
        }
        Files.writeString(flat.resolve("list.csv"), "a_0.txt,b_0.txt");
        Path run = folder.resolve("run");
        Object[] train = {"train", "--data", flat, "--network", "mlp", "--epochs", 1, "--out", run};

        assertThat(CommandCall.of(train).err())
                .contains("a_0.txt lies in no folder of a class")
                .contains("say --label-from PATTERN, as '^([^_]+)_' for names such as yes_17.txt");
        CommandCall trained = CommandCall.of(
                Stream.concat(Stream.of(train), Stream.of("--label-from", "^([ab])_", "--test-where", "_[3-5][.]txt"))
                        .toArray());
        assertThat(trained.code()).as(trained.err()).isZero();
        assertThat(trained.err()).contains("18 texts to learn from and 6 to test");

        assertThat(files(CommandCall.of("predict", run, "--data", flat, "--split", "test")))
                .containsExactly("a_3.txt", "a_4.txt", "a_5.txt", "b_3.txt", "b_4.txt", "b_5.txt");
        assertThat(files(CommandCall.of("predict", run, "--data", flat)))
                .hasSize(24)
                .startsWith("a_0.txt", "a_1.txt");
        assertThat(files(CommandCall.of("predict", run, "--data", flat.resolve("b_7.txt"))))
                .containsExactly("b_7.txt");
        Path unnamed = Files.createDirectories(folder.resolve("unnamed"));
        Files.writeString(unnamed.resolve("other.txt"), "abab");
        assertThat(files(CommandCall.of("predict", run, "--data", unnamed))).containsExactly("other.txt");
        Path word = Files.writeString(folder.resolve("word.txt"), "abab");
        assertThat(CommandCall.of("train", "--data", word, "--label-from", "x").err())
                .contains("--label-from and --test-where are about folders and zip archives of recordings or texts");
    }

    @Test
    void textsThatCannotBeReadAreLeftOutByTheRule() throws IOException {
        Path run = folder.resolve("run");
        CommandCall.of("train", "--data", words(), "--network", "mlp", "--epochs", 1, "--out", run);
        Path some = Files.createDirectories(folder.resolve("some"));
        Files.write(some.resolve("a.txt"), new byte[] {'a', '\n', (byte) 0xFF});
        Files.writeString(some.resolve("b.txt"), "ab");
        Files.writeString(some.resolve("c.txt"), "");

        CommandCall skipped = CommandCall.of("predict", run, "--data", some, "--missing", "skip");

        assertThat(files(skipped)).containsExactly("b.txt");
        assertThat(skipped.err())
                .contains("a.txt: line 2 is not text in UTF-8")
                .contains("c.txt: it is empty: a text needs characters; the file is left out");
        assertThat(CommandCall.of("predict", run, "--data", some.resolve("c.txt"))
                        .err())
                .contains("c.txt is empty: a text needs characters")
                .doesNotContain("left out");
    }

    private static List<String> files(CommandCall predicted) {
        assertThat(predicted.code()).as(predicted.err()).isZero();
        assertThat(predicted.out()).startsWith("row,file,label,");
        return predicted.out().lines().skip(1).map(line -> line.split(",")[1]).toList();
    }

    private Path texts(String name, String... labels) throws IOException {
        for (String label : labels) {
            for (int index = 0; index < 10; index++) {
                Files.writeString(
                        Files.createDirectories(folder.resolve(name).resolve(label))
                                .resolve(index + ".txt"),
                        label + "ab".repeat(1 + index % 3));
            }
        }
        return folder.resolve(name);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "--mels,3 | are about folders and zip archives of recordings, but",
                "--max-characters,0 | A text is read up to 1 to 65536 characters, but got 0",
                "--network,cnn | reads images, but the examples of words are [12, 1]: use transformer, mlp or",
                "--network,gru,--norm,layer | but a gru has gates of its own: leave them out",
                "--augment,flip | is a set of texts",
            })
    void whatTextsHaveNotIsRefused(String options, String message) throws IOException {
        String[] said = options.split(",");
        Object[] call = Stream.concat(
                        Stream.of("train", "--data", words(), "--out", folder.resolve("run")), Stream.of(said))
                .toArray();

        assertThat(CommandCall.of(call).err()).contains(message);
    }

    private Path words() throws IOException {
        Path words = folder.resolve("words");
        Random random = new Random(1);
        for (int index = 0; index < 40; index++) {
            for (String label : new String[] {"first", "last"}) {
                StringBuilder text = new StringBuilder();
                for (int at = 0; at < 3 + index % 10; at++) {
                    text.append((char) ((label.equals("first") ? 'a' : 'x') + random.nextInt(3)));
                }
                Files.writeString(
                        Files.createDirectories(words.resolve(label)).resolve(index + ".txt"), text.toString());
            }
        }
        return words;
    }
}
