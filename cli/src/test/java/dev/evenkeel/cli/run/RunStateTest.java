package dev.evenkeel.cli.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.evenkeel.EvenkeelException;
import dev.evenkeel.cli.CommandCall;
import dev.evenkeel.cli.training.Interruption;
import dev.evenkeel.json.Json;
import dev.evenkeel.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Whoever reads from a run's folder goes by the run's state. */
class RunStateTest {
    @TempDir
    private Path folder;

    private Path table;
    private Path run;

    @BeforeEach
    void aFinishedRun() throws IOException {
        table = CommandCall.write(folder.resolve("flowers.csv"), CommandCall.flowers(40));
        run = folder.resolve("run");
        CommandCall call = train();
        assertThat(call.code()).as(call.err()).isZero();
    }

    @Test
    void aRunThatFailsToOverwriteLeavesTheOldModelApart() throws IOException {
        byte[] old = Files.readAllBytes(run.resolve("model.safetensors"));

        CommandCall failed = train("--overwrite", "--rate", "1e30");
        CommandCall read = CommandCall.of("evaluate", run, "--data", table);

        assertThat(failed.code()).isEqualTo(1);
        assertThat(failed.err()).contains("replaced-run");
        assertThat(read.code()).isEqualTo(1);
        assertThat(read.err()).contains("failed", "replaced-run").doesNotContain("\tat ");
        assertThat(run.resolve("replaced-run/model.safetensors")).hasBinaryContent(old);
        assertThat(CommandCall.of("evaluate", run.resolve("replaced-run"), "--data", table)
                        .code())
                .isZero();
        assertThat(train("--overwrite").code()).isZero();
        assertThat(run.resolve("replaced-run")).doesNotExist();
        assertThat(run.resolve("model.safetensors")).hasBinaryContent(old);
    }

    @Test
    void aRunThatNeverBeginsLeavesEverything() throws IOException {
        byte[] old = Files.readAllBytes(run.resolve("model.safetensors"));

        CommandCall never = CommandCall.of(
                "train",
                "--data",
                table,
                "--target",
                "colour",
                "--batch",
                1,
                "--epochs",
                1,
                "--overwrite",
                "--out",
                run);

        assertThat(never.code()).isEqualTo(1);
        assertThat(run.resolve("model.safetensors")).hasBinaryContent(old);
        assertThat(CommandCall.of("evaluate", run, "--data", table).code()).isZero();
    }

    @ParameterizedTest
    @MethodSource("readers")
    void aRunThatWasStoppedSaysSo(String... words) {
        CommandCall.of(Interruption.atOnce(), "train", "--data", table, "--epochs", 4, "--overwrite", "--out", run);

        CommandCall call = read(words);

        assertThat(call.code()).isEqualTo(1);
        assertThat(call.err()).contains("has not finished", "interrupted", "--resume", "replaced-run");
    }

    @ParameterizedTest
    @MethodSource("readers")
    void aRunThatWasKilledSaysSo(String... words) throws IOException {
        Path record = run.resolve("run.json");
        Files.writeString(record, Files.readString(record).replace("\"finished\"", "\"running\""));

        CommandCall call = read(words);

        assertThat(call.code()).isEqualTo(1);
        assertThat(call.err()).contains("has not finished", "was stopped before its end");
    }

    @Test
    void aRunThatGoesOnSaysSo() throws IOException {
        Path record = run.resolve("run.json");
        Files.writeString(record, Files.readString(record).replace("\"finished\"", "\"running\""));
        RunLock lock = RunLock.of(run);

        CommandCall call = read("inspect");
        CommandCall second = train("--overwrite");
        lock.close();

        assertThat(call.err()).contains("still running");
        assertThat(second.code()).isEqualTo(1);
        assertThat(second.err()).contains("Another run is going on");
    }

    @ParameterizedTest
    @MethodSource("readers")
    void aDamagedRecordIsNamed(String... words) throws IOException {
        Path record = run.resolve("run.json");
        for (String text : new String[] {"", "{\"status\": \"fini", "[]", "{}", "{\"status\": 3}"}) {
            Files.writeString(record, text);

            CommandCall call = read(words);

            assertThat(call.code()).as(text).isEqualTo(1);
            assertThat(call.err())
                    .contains(record + " is damaged", "model.safetensors")
                    .doesNotContain("\tat ");
        }
    }

    @Test
    void aDamagedRecordStopsNoRunWhoseSettingsAreSaid() throws IOException {
        CommandCall.of(Interruption.atOnce(), "train", "--data", table, "--epochs", 2, "--overwrite", "--out", run);
        Files.writeString(run.resolve("run.json"), "{\"settings\": ");

        CommandCall bare = CommandCall.of("train", "--resume", "--out", run);
        Files.delete(run.resolve("run.json"));
        CommandCall missing = CommandCall.of("train", "--resume", "--out", run);
        CommandCall said = train("--resume");

        assertThat(bare.code()).isEqualTo(1);
        assertThat(bare.err()).contains("run.json is damaged", "say all its settings beside --resume");
        assertThat(missing.err()).contains("run.json is missing", "beside --resume");
        assertThat(said.code()).as(said.err()).isZero();
    }

    @Test
    void aComparisonAndATrainingShareNoFolder() {
        Path comparison = folder.resolve("comparison");
        Object[] compare = {
            "compare", "--data", table, "--vary", "norm=batch,none", "--seeds", 1, "--epochs", 1, "--out"
        };

        CommandCall compared = CommandCall.of(with(compare, comparison));
        CommandCall intoTraining = CommandCall.of(with(compare, run));
        CommandCall intoComparison =
                CommandCall.of("train", "--data", table, "--epochs", 1, "--overwrite", "--out", comparison);
        CommandCall read = CommandCall.of("inspect", comparison);

        assertThat(compared.code()).as(compared.err()).isZero();
        assertThat(intoTraining.code()).isEqualTo(1);
        assertThat(intoTraining.err()).contains("holds a training", "--out");
        assertThat(intoComparison.code()).isEqualTo(1);
        assertThat(intoComparison.err()).contains("holds a comparison", "--out");
        assertThat(read.err()).contains("holds a comparison, not a model");
        assertThat(CommandCall.of("inspect", run).code()).isZero();
    }

    @Test
    void aModelThatStandsAloneNeedsNoRecord() throws IOException {
        Path alone = Files.createDirectory(folder.resolve("alone"));
        Files.copy(run.resolve("model.safetensors"), alone.resolve("model.safetensors"));

        assertThat(CommandCall.of("inspect", alone).code()).isZero();
        assertThat(RunState.of(alone).model()).exists();
    }

    @Test
    void theModelsFileOfARunWithoutOneSaysWhatBecameOfTheRun() {
        train("--overwrite", "--rate", "1e30");

        CommandCall call = CommandCall.of("inspect", run.resolve("model.safetensors"));

        assertThat(call.err()).contains("it failed", "replaced-run").doesNotContain(EvenkeelException.class.getName());
    }

    @Test
    void aRunThatFailsBehindItsLastEpochHasFailed() throws IOException {
        run = folder.resolve("late");
        CommandCall stopped =
                CommandCall.of(Interruption.atOnce(), "train", "--data", table, "--epochs", 2, "--out", run);
        assertThat(stopped.code()).as(stopped.err()).isEqualTo(Interruption.EXIT_CODE);
        Path inTheWay = Files.createDirectories(run.resolve("model.safetensors/in-the-way"));

        for (int attempt = 0; attempt < 2; attempt++) {
            CommandCall failed = CommandCall.of("train", "--out", run, "--resume");
            JsonObject record =
                    Json.parse(Files.readString(run.resolve("run.json"))).asObject();
            CommandCall read = CommandCall.of("inspect", run);

            assertThat(failed.code()).isEqualTo(1);
            assertThat(record.string("status")).isEqualTo("failed");
            assertThat(failed.err()).contains("evenkeel: " + record.string("error"));
            assertThat(record.array("history").asArray()).hasSize(2);
            assertThat(read.err())
                    .contains("has not finished, it failed: " + record.string("error"))
                    .contains("Once the reason is mended", "--resume", "--overwrite")
                    .doesNotContain("it was stopped", "\tat ");
        }

        Files.delete(inTheWay);
        Files.delete(run.resolve("model.safetensors"));
        CommandCall mended = CommandCall.of("train", "--out", run, "--resume");
        assertThat(mended.code()).as(mended.err()).isZero();
        assertThat(CommandCall.of("inspect", run).code()).isZero();
    }

    @Test
    void aFreshRunThatFailsInItsFirstEpochSaysWhy() throws IOException {
        run = folder.resolve("early");

        CommandCall failed = train("--rate", "1e38", "--batch", 4, "--watch=1");
        JsonObject record =
                Json.parse(Files.readString(run.resolve("run.json"))).asObject();
        CommandCall read = CommandCall.of("inspect", run);
        CommandCall again = train("--overwrite");

        assertThat(failed.code()).isEqualTo(1);
        assertThat(record.string("status")).isEqualTo("failed");
        assertThat(read.err()).contains("it failed: " + record.string("error"), "--resume", "--overwrite");
        assertThat(again.code()).as(again.err()).isZero();
        assertThat(run.resolve("observations.jsonl")).doesNotExist();
    }

    @Test
    void aModelOfNearlyThatNameIsSuggested() {
        CommandCall call = CommandCall.of("inspect", folder.resolve("rum"));

        assertThat(call.err()).contains("did you mean '" + run + "'?");
    }

    @Test
    void predictionsOfWhatWasHeldOutAreAskedForByItsPart() {
        CommandCall all = CommandCall.of("predict", run, "--data", table);
        CommandCall test = CommandCall.of("predict", run, "--data", table, "--split", "test");
        CommandCall training = CommandCall.of("predict", run, "--data", table, "--split", "training");

        assertThat(all.out().lines()).hasSize(41);
        assertThat(test.out().lines()).hasSize(9);
        assertThat(training.out().lines()).hasSize(33);
        assertThat(all.out().lines().map(line -> line.replaceFirst("^\\d+,", "")))
                .containsAll(test.out()
                        .lines()
                        .map(line -> line.replaceFirst("^\\d+,", ""))
                        .toList());
    }

    @Test
    void standardizingTwiceIsAWarning() {
        CommandCall call = CommandCall.of("inspect", run, "--standardize", "0,1");

        assertThat(call.code()).isZero();
        assertThat(call.err()).contains("warning: ", "standardises its inputs already, by standardize '0'");
    }

    @Test
    void tooFewSeedsAreToldBeforeTraining() {
        CommandCall call = CommandCall.of(
                "compare",
                "--data",
                table,
                "--vary",
                "norm=batch,none",
                "--seeds",
                2,
                "--epochs",
                1,
                "--out",
                folder.resolve("c"));

        assertThat(call.err().lines().filter(line -> !line.startsWith("Column ")))
                .anySatisfy(line -> assertThat(line)
                        .isEqualTo("warning: 2 seeds cannot show that arms differ, whatever they give: 1 beside the"
                                + " reference need --seeds 6 or more"));
        assertThat(call.err().indexOf("warning: 2 seeds")).isLessThan(call.err().indexOf("trainings\n"));
    }

    static Stream<Object[]> readers() {
        return Stream.of(
                new Object[] {new String[] {"inspect"}},
                new Object[] {new String[] {"audit"}},
                new Object[] {new String[] {"report"}},
                new Object[] {new String[] {"evaluate", "--data", "TABLE"}},
                new Object[] {new String[] {"predict", "--data", "TABLE"}},
                new Object[] {new String[] {"recalibrate", "--data", "TABLE", "--out", "OUT"}},
                new Object[] {new String[] {"train", "--data", "TABLE", "--out", "OUT", "--from"}});
    }

    private CommandCall read(String... words) {
        Object[] given = Stream.of(words)
                .map(word -> switch (word) {
                    case "TABLE" -> table;
                    case "OUT" -> folder.resolve("out");
                    default -> word;
                })
                .toArray();
        return CommandCall.of(with(given, run));
    }

    private CommandCall train(Object... more) {
        Object[] words = {"train", "--data", table, "--epochs", 2, "--out", run};
        return CommandCall.of(Stream.concat(Stream.of(words), Stream.of(more)).toArray());
    }

    private static Object[] with(Object[] words, Object last) {
        return Stream.concat(Stream.of(words), Stream.of(last)).toArray();
    }
}
