package dev.evenkeel.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.evenkeel.model.Model;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Time series in files, from training to predictions. */
class SeriesCommandsTest {
    private static final String HEAD =
            "@problemName waves\n@univariate false\n@dimensions 2\n@classLabel true up down\n@data\n";

    @TempDir
    private Path folder;

    @Test
    void seriesOfManyLengthsAreLearntMeasuredAndPredicted() throws IOException {
        Path waves = waves();
        Path run = folder.resolve("run");

        CommandCall trained =
                CommandCall.of("train", "--data", waves, "--network", "mlp", "--epochs", 20, "--out", run, "--json");

        assertThat(trained.code()).as(trained.err()).isZero();
        assertThat(trained.err())
                .contains("60 sequences to learn from and 20 to test of 2 dimensions and 3 to 12 positions, ")
                .contains("% of the positions to learn from being padding if all were as long as the longest")
                .contains("Training on waves: 60 examples [12, 2]");
        assertThat(trained.json().number("testAccuracy")).isGreaterThan(0.9);
        assertThat(trained.json().number("paddingShare")).isBetween(0.1, 0.3);
        assertThat(Model.read(run.resolve("model.safetensors")).attachments()).containsOnlyKeys("statistics");

        CommandCall evaluated = CommandCall.of("evaluate", run, "--data", waves, "--json");
        assertThat(evaluated.json().string("split")).isEqualTo("test");
        assertThat(evaluated.json().number("logLoss")).isEqualTo(trained.json().number("testLogLoss"));
        assertThat(CommandCall.of("inspect", run).out()).contains("up, down");
        assertThat(CommandCall.of("audit", run, "--data", waves).code()).isZero();
        assertThat(CommandCall.of("recalibrate", run, "--data", waves, "--out", folder.resolve("again"))
                        .code())
                .isZero();
    }

    @Test
    void aTransformerIsTheDefaultAndIsNoneOfATable() throws IOException {
        Path run = folder.resolve("run");
        Path table = CommandCall.write(folder.resolve("f.csv"), CommandCall.flowers(40));

        assertThat(CommandCall.of("train", "--data", waves(), "--epochs", 1, "--batch", 8, "--out", run)
                        .out())
                .containsPattern(
                        "Padding: [0-9]\\.[0-9] % of the positions of an epoch, in batches of similar lengths");

        assertThat(Model.read(run.resolve("model.safetensors")).network().toString())
                .contains("blocks.1.attention");
        assertThat(CommandCall.of("train", "--data", table, "--network", "transformer")
                        .err())
                .contains("--network transformer reads sequences, but 'f.csv' is a table");
    }

    @Test
    void aPredictionIsTheSameAloneAndAmongLongerSeries() throws IOException {
        Path waves = waves();
        Path run = folder.resolve("run");
        CommandCall.of("train", "--data", waves, "--epochs", 2, "--out", run);
        List<String> lines = Files.readAllLines(folder.resolve("waves_TEST.ts"));
        String shortest = lines.stream()
                .filter(line -> !line.startsWith("@"))
                .min((one, other) -> Integer.compare(one.length(), other.length()))
                .orElseThrow();
        int place = lines.indexOf(shortest) - 5;
        Path alone = Files.writeString(
                folder.resolve("alone.ts"),
                "@classLabel false\n@data\n" + shortest.substring(0, shortest.lastIndexOf(':')) + "\n");

        CommandCall all = CommandCall.of("predict", run, "--data", waves);
        CommandCall one = CommandCall.of("predict", run, "--data", alone);

        assertThat(one.code()).as(one.err()).isZero();
        assertThat(one.out().strip().split("\n")[1].replaceFirst("[^,]*", ""))
                .isEqualTo(all.out().strip().split("\n")[1 + place].replaceFirst("[^,]*", ""));
    }

    @Test
    void aModelGoesOnWithItsClassesInItsOwnOrder() throws IOException {
        Path run = folder.resolve("run");
        CommandCall.of("train", "--data", waves(), "--network", "mlp", "--epochs", 20, "--out", run);
        Path other = Files.writeString(
                folder.resolve("other.ts"), HEAD.replace("up down", "down up") + waves(new Random(2), 30));

        CommandCall further = CommandCall.of(
                "train", "--from", run, "--data", other, "--epochs", 1, "--out", folder.resolve("further"), "--json");

        assertThat(further.code()).as(further.err()).isZero();
        assertThat(further.json().number("testAccuracy")).isGreaterThan(0.9);
        assertThat(Model.read(folder.resolve("further/model.safetensors"))
                        .output()
                        .labels())
                .containsExactly("up", "down");
    }

    @Test
    void numbersOfOneFileAreLearntAndAPartIsHeldOut() throws IOException {
        Random random = new Random(3);
        StringBuilder text = new StringBuilder("@univariate true\n@targetLabel true\n@data\n");
        for (int row = 0; row < 60; row++) {
            double level = random.nextDouble();
            text.append(series(random, 2 + row % 5, level, 1))
                    .append(':')
                    .append(10 * level)
                    .append('\n');
        }
        Path file = Files.writeString(folder.resolve("levels.ts"), text);
        Path run = folder.resolve("run");

        CommandCall trained =
                CommandCall.of("train", "--data", file, "--network", "mlp", "--epochs", 60, "--out", run, "--json");

        assertThat(trained.code()).as(trained.err()).isZero();
        assertThat(trained.json().integer("testExamples")).isEqualTo(12);
        assertThat(trained.json().number("testR2")).isGreaterThan(0.5);
        CommandCall held = CommandCall.of("evaluate", run, "--data", file, "--split", "test", "--json");
        assertThat(held.json().number("rmse")).isEqualTo(trained.json().number("testRmse"));
        assertThat(CommandCall.of("evaluate", run, "--data", file).err()).contains("all sequences of levels.ts");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '^',
            value = {
                "--augment,flip | --augment changes images, but",
                "--target,x | --target names a column of a table, but",
                "--task,regression | which says what is predicted itself",
                "--network,cnn | reads images, but the examples of waves are [12, 2]: use transformer, mlp or",
                "--norm,none | use layer, rms, batch, group or instance",
                "--activation,tanh | --activation of a transformer is gelu (the default) or relu, not tanh",
                "--inputs,clipped | --inputs shapes the mlp, but a transformer standardises channels",
            })
    void whatSeriesHaveNotIsRefused(String options, String message) throws IOException {
        Path waves = waves();
        String[] said = options.split(",");

        CommandCall call = CommandCall.of("train", "--data", waves, said[0], said[1], "--out", folder.resolve("run"));

        assertThat(call.code()).isEqualTo(2);
        assertThat(call.err()).contains(message).doesNotContain("set of images");
    }

    @Test
    void aPartThatIsNotTheFileGivenIsTold() throws IOException {
        Path waves = waves();
        Path run = folder.resolve("run");
        CommandCall.of("train", "--data", waves, "--network", "mlp", "--epochs", 1, "--out", run);
        Path training = folder.resolve("waves_TRAIN.ts");
        assertThat(training).exists();

        assertThat(CommandCall.of("predict", run, "--data", training).err())
                .contains("waves comes in two parts, whichever file is given, and these are those of the test part")
                .contains("--split takes the other");
        assertThat(CommandCall.of("predict", run, "--data", training, "--split", "training")
                        .err())
                .doesNotContain("comes in two parts");
        assertThat(CommandCall.of("predict", run, "--data", waves).err()).doesNotContain("comes in two parts");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "@classLabel true unknown;:unknown",
                "@targetLabel true;:3.5",
                "@classLabel true up down;:?",
                "@missing false;''"
            })
    void seriesToPredictNeedNoTargetThatTheModelKnows(String header, String target) throws IOException {
        Path run = folder.resolve("run");
        CommandCall.of("train", "--data", waves(), "--network", "mlp", "--epochs", 1, "--out", run);
        Path some = Files.writeString(
                folder.resolve("some.ts"), "@dimensions 2\n" + header + "\n@data\n1,2,3:1,2,3" + target + "\n");

        CommandCall predicted = CommandCall.of("predict", run, "--data", some);
        assertThat(predicted.code()).as(predicted.err()).isZero();
        assertThat(predicted.out()).startsWith("row,label,").contains("\n1,");
        assertThat(CommandCall.of("audit", run, "--data", some).code()).isZero();
        assertThat(CommandCall.of("evaluate", run, "--data", some).code()).isEqualTo(1);
    }

    @Test
    void oneSeriesCannotBeDivided() throws IOException {
        Path one = Files.writeString(folder.resolve("one.ts"), HEAD + "1,2,3:1,2,3:up\n");

        assertThat(CommandCall.of("train", "--data", one, "--out", folder.resolve("none"))
                        .err())
                .contains("one.ts cannot be divided. Holding out examples needs at least 2 of them, but there is 1")
                .contains("--test-share 0");
    }

    @Test
    void whatAModelCannotReadIsNamed() throws IOException {
        Path waves = waves();
        Path run = folder.resolve("run");
        CommandCall.of("train", "--data", waves, "--epochs", 1, "--out", run);
        Path longer = Files.writeString(
                folder.resolve("longer.ts"), HEAD + "1,2,3,4,5,6,7,8,9,10,11,12,13:1,2,3,4,5,6,7,8,9,10,11,12,13:up\n");
        Path gaps = Files.writeString(folder.resolve("gaps.ts"), HEAD + "1,?,3:1,2,3:up\n");
        Path table = Files.writeString(folder.resolve("t.csv"), "a,b,class\n1,2,up\n2,1,down\n1,1,up\n2,2,down\n");

        assertThat(CommandCall.of("predict", run, "--data", longer).err())
                .contains("longer.ts line 6 has 13 positions, but the model reads at most 12");
        assertThat(CommandCall.of("predict", run, "--data", gaps).err())
                .contains("gaps.ts line 6 lacks a value at position 2 of dimension 1")
                .contains("--missing impute");
        assertThat(CommandCall.of("predict", run, "--data", gaps, "--missing", "impute")
                        .code())
                .isZero();
        assertThat(CommandCall.of("predict", run, "--data", gaps, "--missing", "skip")
                        .err())
                .contains("--missing skip leaves out rows of a table, but");
        assertThat(CommandCall.of("predict", run, "--data", table).err())
                .contains("The model reads examples [12, 2], which are no rows of numbers");
        Path tables = folder.resolve("tables");
        CommandCall.of(
                "train",
                "--data",
                CommandCall.write(folder.resolve("f.csv"), CommandCall.flowers(40)),
                "--epochs",
                1,
                "--out",
                tables);
        assertThat(CommandCall.of("predict", tables, "--data", waves).err()).contains("is a set of time series");
    }

    @Test
    void whatWasImputedInTrainingIsImputedLater() throws IOException {
        waves();
        Path file = folder.resolve("waves_TRAIN.ts");
        Files.writeString(file, Files.readString(file) + "1,?,3:1,2,3:up\n");
        Path gaps = Files.writeString(folder.resolve("gaps.ts"), HEAD + "1,?,3:1,2,3:up\n");
        Path run = folder.resolve("run");
        CommandCall trained = CommandCall.of(
                "train", "--data", folder.resolve("waves"), "--missing", "impute", "--epochs", 1, "--out", run);
        assertThat(trained.code()).as(trained.err()).isZero();

        assertThat(CommandCall.of("predict", run, "--data", gaps).code()).isZero();
        assertThat(CommandCall.of("evaluate", run, "--data", gaps).code()).isZero();
        assertThat(CommandCall.of("predict", run, "--data", gaps, "--missing", "refuse")
                        .err())
                .contains("gaps.ts line 6 lacks a value");
    }

    private Path waves() throws IOException {
        Random random = new Random(1);
        Files.writeString(folder.resolve("waves_TRAIN.ts"), HEAD + waves(random, 60));
        Files.writeString(folder.resolve("waves_TEST.ts"), HEAD + waves(random, 20));
        return folder.resolve("waves");
    }

    private static String waves(Random random, int count) {
        StringBuilder text = new StringBuilder();
        for (int row = 0; row < count; row++) {
            int length = 3 + row % 10;
            boolean up = row % 2 == 0;
            text.append(series(random, length, up ? 2 : 0, 1))
                    .append(':')
                    .append(series(random, length, 5, 1))
                    .append(up ? ":up\n" : ":down\n");
        }
        return text.toString();
    }

    private static String series(Random random, int length, double level, double noise) {
        StringBuilder text = new StringBuilder();
        for (int position = 0; position < length; position++) {
            text.append(position == 0 ? "" : ",")
                    .append(String.format(Locale.ROOT, "%.4f", level + noise * (random.nextDouble() - 0.5)));
        }
        return text.toString();
    }
}
