package dev.evenkeel.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.evenkeel.cli.training.Interruption;
import dev.evenkeel.cli.training.ObservationJournal;
import dev.evenkeel.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WatchTest {
    @TempDir
    private Path folder;

    private Path table;
    private Path run;

    @BeforeEach
    void writeTheTable() throws IOException {
        table = CommandCall.write(folder.resolve("flowers.csv"), CommandCall.flowers(200));
        run = folder.resolve("run");
    }

    private CommandCall train(Object... more) {
        return train(Interruption.never(), run, more);
    }

    private CommandCall train(Interruption interruption, Path out, Object... more) {
        List<Object> words = new ArrayList<>(List.of("train", "--data", table, "--epochs", 4, "--out", out));
        words.addAll(List.of(more));
        return CommandCall.of(interruption, words.toArray());
    }

    private static List<Long> steps(Path run) {
        List<Long> steps = new ArrayList<>();
        ObservationJournal.read(run.resolve("observations.jsonl"), observation -> steps.add(observation.step()));
        return steps;
    }

    private static List<String> eventFiles(Path run) throws IOException {
        try (Stream<Path> files = Files.list(run)) {
            return files.map(file -> file.getFileName().toString())
                    .filter(name -> name.startsWith("events.out.tfevents."))
                    .toList();
        }
    }

    /** Sigmoids through which no gradient comes. */
    private Path deepNetwork() throws IOException {
        return Files.writeString(
                folder.resolve("deep.yaml"),
                "input: [4]\nlayers:\n" + "  - linear: 8\n  - sigmoid\n".repeat(12) + "  - linear: 2\n");
    }

    @Test
    void aWatchedRunKeepsItsObservationsAndReportsThem() throws IOException {
        CommandCall call = train("--watch=5", "--json");

        assertThat(call.code()).as(call.err()).isZero();
        assertThat(call.json().array("attention").size()).isZero();
        assertThat(steps(run)).containsExactly(1L, 5L, 10L, 15L, 20L);
        assertThat(eventFiles(run)).hasSize(1);
        assertThat(Files.readString(run.resolve("report.html")))
                .contains("Seen in 5 observations, from step 1 to step 20.", "No layer needed attention.")
                .contains("Output of batchNorm &#39;", "Gradient norm of the weights by depth");
    }

    @Test
    void withoutANumberEveryHundredthStepIsWatched() {
        CommandCall call = train("--watch", "--epochs=25");
        assertThat(call.err()).contains("--epochs");

        CommandCall.of("train", "--data", table, "--watch", "--epochs", 41, "--out", run);

        assertThat(steps(run)).containsExactly(1L, 100L, 200L);
    }

    @Test
    void watchingChangesNoBitOfTheModel() {
        Path plain = folder.resolve("plain");

        train("--watch=3");
        train(Interruption.never(), plain);

        assertThat(run.resolve("model.safetensors")).hasSameBinaryContentAs(plain.resolve("model.safetensors"));
    }

    @Test
    void theReportOfARunThatWasNotWatchedSaysHowTo() throws IOException {
        CommandCall call = train();

        assertThat(call.code()).isZero();
        assertThat(call.out()).doesNotContain("attention", "Watched");
        assertThat(run.resolve("observations.jsonl")).doesNotExist();
        assertThat(eventFiles(run)).isEmpty();
        assertThat(Files.readString(run.resolve("report.html")))
                .contains("This run was not watched")
                .contains("--out " + run + " --watch makes the same model");
    }

    @Test
    void aLayerThatNeedsAttentionIsToldOnceAndAtTheEnd() throws IOException {
        CommandCall call = train("--network", deepNetwork(), "--watch=1");

        assertThat(call.code()).as(call.err()).isZero();
        assertThat(call.err().lines().filter(line -> line.contains("[vanishing-gradients]")))
                .singleElement()
                .asString()
                .startsWith("step 1, needs attention: linear '0': its gradient is ");
        assertThat(call.out())
                .contains("Needs attention at the end:\n  linear '0': its gradient is ")
                .contains("[vanishing-gradients]");
        assertThat(Files.readString(run.resolve("report.html")))
                .contains(" linear &#39;0&#39; needed attention: ", "Layers that needed attention");
    }

    @Test
    void theAnswerForProgramsNamesTheLayersToo() throws IOException {
        CommandCall call = train("--network", deepNetwork(), "--watch=5", "--json");

        JsonObject attention = call.json().array("attention").at(0).asObject();
        assertThat(attention.string("layer")).isEqualTo("0");
        assertThat(attention.string("kind")).isEqualTo("vanishing-gradients");
        assertThat(attention.number("figure")).isLessThan(1e-3);
        assertThat(attention.string("sentence")).contains("Try ReLUs");
    }

    @Test
    void aRunThatGoesOnIsWatchedAsIfItHadNeverStopped() throws IOException {
        Path whole = folder.resolve("whole");
        train(Interruption.never(), whole, "--watch=2");
        CommandCall stopped = train(Interruption.atOnce(), run, "--watch=2");
        assertThat(stopped.code()).isEqualTo(130);
        String journal = Files.readString(whole.resolve("observations.jsonl"));
        Files.writeString(run.resolve("observations.jsonl"), journal.substring(0, 3 * journal.length() / 4));

        CommandCall resumed = CommandCall.of("train", "--out", run, "--resume");

        assertThat(resumed.code()).as(resumed.err()).isZero();
        assertThat(run.resolve("observations.jsonl")).hasSameBinaryContentAs(whole.resolve("observations.jsonl"));
        assertThat(eventFiles(run)).hasSize(2);
    }

    @Test
    void aRunMayBeWatchedFromWhereItGoesOn() {
        train(Interruption.atOnce(), run);

        CommandCall resumed = CommandCall.of("train", "--out", run, "--resume", "--watch=10");

        assertThat(resumed.code()).as(resumed.err()).isZero();
        assertThat(steps(run)).containsExactly(10L, 20L);
    }

    @Test
    void aDamagedJournalStopsARunThatGoesOnBeforeItChangesAnything() throws IOException {
        train(Interruption.atOnce(), run, "--watch=2");
        Files.writeString(run.resolve("observations.jsonl"), "no observation\n");

        CommandCall resumed = CommandCall.of("train", "--out", run, "--resume");

        assertThat(resumed.code()).isEqualTo(1);
        assertThat(resumed.err())
                .contains("observations.jsonl, line 1, is not an observation")
                .doesNotContain("\tat ");
        assertThat(run.resolve("checkpoint.safetensors")).exists();
    }

    @Test
    void anotherRunInTheFolderTakesNothingOfTheOneBefore() throws IOException {
        train("--watch=5");

        train("--overwrite");

        assertThat(run.resolve("observations.jsonl")).doesNotExist();
        assertThat(eventFiles(run)).isEmpty();
    }

    @Test
    void aRunIsNotWatchedEveryNoughtSteps() {
        CommandCall call = train("--watch=0");

        assertThat(call.code()).isEqualTo(2);
        assertThat(call.err()).contains("--watch");
    }
}
