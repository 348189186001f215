package dev.evenkeel.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.evenkeel.EvenkeelException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RunFolderTest {
    @TempDir
    private Path folder;

    @Test
    void theUsualNameComesFromTheDataAndTheSeed() {
        assertThat(RunFolder.nameOf("letter.arff", 3)).isEqualTo("run-letter-seed3");
        assertThat(RunFolder.nameOf("fashion-mnist", 1)).isEqualTo("run-fashion-mnist-seed1");
        assertThat(RunFolder.nameOf("My Data.CSV.gz", 1)).isEqualTo("run-my-data-seed1");
        assertThat(RunFolder.nameOf("cal.housing.arff", 1)).isEqualTo("run-cal.housing-seed1");
    }

    @Test
    void theUsualFolderGetsANumberWhileItIsTaken() throws IOException {
        String usual = folder.resolve("run").toString();

        Path first =
                RunFolder.claim(Optional.empty(), usual, RunFolder.Start.FRESH).folder();
        Path second =
                RunFolder.claim(Optional.empty(), usual, RunFolder.Start.FRESH).folder();

        assertThat(first).hasFileName("run").isDirectory();
        assertThat(second).hasFileName("run-2").isDirectory();
    }

    @Test
    void resumingWithoutAFolderTakesTheLatestUnfinishedRun() throws IOException {
        String usual = folder.resolve("run").toString();
        for (String name : new String[] {"run", "run-2", "run-3"}) {
            Files.createDirectory(folder.resolve(name));
        }
        Files.writeString(folder.resolve("run/checkpoint.safetensors"), "");
        Files.writeString(folder.resolve("run-2/checkpoint.safetensors"), "");

        assertThat(RunFolder.claim(Optional.empty(), usual, RunFolder.Start.RESUME)
                        .folder())
                .hasFileName("run-2");
    }

    @Test
    void resumingWhereNothingIsUnfinishedSaysSo() {
        String usual = folder.resolve("run").toString();

        assertThatThrownBy(() -> RunFolder.claim(Optional.empty(), usual, RunFolder.Start.RESUME))
                .isInstanceOf(EvenkeelException.class)
                .hasMessageContaining("There is no checkpoint to resume from");
    }

    @Test
    void overwritingAnUnfinishedRunForgetsItsCheckpoint() throws IOException {
        Path run = Files.createDirectory(folder.resolve("run"));
        Files.writeString(run.resolve("checkpoint.safetensors"), "");

        RunFolder.claim(Optional.of(run), "unused", RunFolder.Start.OVERWRITE);

        assertThat(run.resolve("checkpoint.safetensors")).doesNotExist();
    }
}
