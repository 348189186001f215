package dev.evenkeel.comparison.driver;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.fail;

import dev.evenkeel.comparison.driver.worker.Participant;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JournalTest {
    private static final Cell CELL = new Cell("conv", 1, Participant.ONEDNN, "nhwc, spinning");

    @TempDir
    private Path folder;

    @Test
    void whatWasMeasuredBeforeAnInterruptionIsKeptAndNotMeasuredAgain() throws IOException {
        Path file = folder.resolve("interrupted.jsonl");
        Results first = new Results();
        Journal begun = Journal.begin(file, "rows on one machine", first);
        begun.part("fork 1", () -> {
            first.add(CELL, new double[] {3, Double.NaN, 5});
            first.agreed(CELL, 1e-6);
            first.note("a note");
        });
        begun.part("fork 2", () -> first.add(CELL, new double[] {4, 4, 4}));
        Files.writeString(file, "{\"part\":\"fork 3\",\"cel", StandardOpenOption.APPEND);

        Results second = new Results();
        Journal resumed = Journal.resume(file, "rows on one machine", second);
        resumed.part("fork 1", () -> fail("measured again"));
        resumed.part("fork 3", () -> second.add(CELL, new double[] {6, 6, 6}));
        assertThat(second.values().get(CELL))
                .containsExactly(new double[] {3, Double.NaN, 5}, new double[] {4, 4, 4}, new double[] {6, 6, 6});
        assertThat(second.differences()).containsEntry(CELL, 1e-6);
        assertThat(second.notes()).containsExactly("a note");
    }

    @Test
    void resultsOfSomethingElseAreNotMixed() throws IOException {
        Path file = folder.resolve("interrupted.jsonl");
        assertThatThrownBy(() -> Journal.resume(file, "now", new Results()))
                .hasMessageContaining("finds no interrupted comparison");
        Journal.begin(file, "before", new Results());
        assertThatThrownBy(() -> Journal.resume(file, "now", new Results()))
                .hasMessageContaining("before")
                .hasMessageContaining("now");
    }
}
