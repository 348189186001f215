package dev.evenkeel.cli.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.evenkeel.EvenkeelException;
import dev.evenkeel.observe.Observation;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ObservationJournalTest {
    @TempDir
    private Path folder;

    private Path file;

    @BeforeEach
    void writeThreeSteps() {
        file = folder.resolve("observations.jsonl");
        try (ObservationJournal journal = ObservationJournal.goOn(file, 1, earlier -> {})) {
            add(journal, 1, 50, 100);
        }
    }

    private static void add(ObservationJournal journal, long... steps) {
        for (long step : steps) {
            journal.add(new Observation(step, 0.5, 0.1, OptionalDouble.empty(), List.of()));
        }
    }

    private List<Long> steps() {
        List<Long> steps = new ArrayList<>();
        ObservationJournal.read(file, observation -> steps.add(observation.step()));
        return steps;
    }

    @Test
    void eachObservationIsALineThatIsThereAtOnce() throws IOException {
        try (ObservationJournal journal = ObservationJournal.goOn(file, 101, earlier -> {})) {
            add(journal, 150);

            assertThat(Files.readAllLines(file)).hasSize(4).last().asString().startsWith("{\"step\":150,");
            assertThat(steps()).containsExactly(1L, 50L, 100L, 150L);
        }
    }

    @Test
    void whatFollowsTheStepAtWhichARunGoesOnIsDropped() {
        List<Long> earlier = new ArrayList<>();
        try (ObservationJournal journal =
                ObservationJournal.goOn(file, 80, observation -> earlier.add(observation.step()))) {
            add(journal, 90);
        }

        assertThat(earlier).containsExactly(1L, 50L);
        assertThat(steps()).containsExactly(1L, 50L, 90L);
    }

    @Test
    void aTornLastLineIsPassedOverAndDropped() throws IOException {
        Files.writeString(file, "{\"step\":150,\"loss\":0.", StandardOpenOption.APPEND);

        assertThat(steps()).containsExactly(1L, 50L, 100L);
        try (ObservationJournal journal = ObservationJournal.goOn(file, 101, earlier -> {})) {
            add(journal, 200);
        }
        assertThat(steps()).containsExactly(1L, 50L, 100L, 200L);
    }

    @Test
    void aLineThatIsDamagedIsNamed() throws IOException {
        Files.writeString(file, Files.readString(file).replace("\"step\":50", "\"stop\":50"));

        assertThatThrownBy(this::steps)
                .isInstanceOf(EvenkeelException.class)
                .hasMessageContaining("observations.jsonl, line 2,")
                .hasMessageContaining("'step'");
    }

    @Test
    void whereThereIsNoJournalNothingIsRead() {
        file = folder.resolve("none.jsonl");

        assertThat(steps()).isEmpty();
    }

    @Test
    void aJournalThatCannotBeWrittenSaysSo() throws IOException {
        Path taken = Files.createDirectory(folder.resolve("taken"));
        assertThatThrownBy(() -> ObservationJournal.goOn(taken, 1, earlier -> {}))
                .isInstanceOf(EvenkeelException.class)
                .hasMessageContaining("taken cannot be");
    }
}
