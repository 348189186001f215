package dev.evenkeel.cli.run;

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
    void whatIsOverwrittenMovesAwayWithTheFirstStepAndGoesWithTheLast() throws IOException {
        Path old = Files.createDirectory(folder.resolve("run"));
        for (String name : new String[] {"model.safetensors", "run.json", "events.out.tfevents.1.x.evenkeel", "mine"}) {
            Files.writeString(old.resolve(name), name);
        }

        RunFolder run = RunFolder.claim(Optional.of(old), "unused", RunFolder.Start.OVERWRITE);
        assertThat(run.model()).exists();
        run.begin();
        assertThat(old).isDirectoryContaining("glob:**/mine");
        assertThat(run.model()).doesNotExist();
        assertThat(old.resolve("replaced-run/model.safetensors")).hasContent("model.safetensors");
        assertThat(old.resolve("replaced-run/events.out.tfevents.1.x.evenkeel")).exists();
        run.finish();

        assertThat(old.resolve("replaced-run")).doesNotExist();
        assertThat(old.resolve("mine")).exists();
    }

    @Test
    void aRunWithoutAStepLeavesTheFolderAsItIsAndOneWithAStepSeesNothingOfAFailedOne() throws IOException {
        Path failed = Files.createDirectory(folder.resolve("run"));
        RunFolder run = RunFolder.claim(Optional.of(failed), "unused", RunFolder.Start.FRESH);
        run.writeRecord("{\"status\": \"failed\", \"error\": \"the disk\"}");
        Files.writeString(run.observations(), "of the failed one");

        run.abandon();
        assertThat(run.record()).exists();
        assertThat(run.observations()).exists();
        assertThatThrownBy(RunState.of(failed)::finished)
                .hasMessageContaining("it failed: the disk. Start it again with --overwrite");
        run.begin();

        assertThat(run.observations()).doesNotExist();
    }

    @Test
    void aModelThatTwoUnfinishedRunsWereToReplaceIsKept() throws IOException {
        Path old = Files.createDirectory(folder.resolve("run"));
        Files.writeString(old.resolve("model.safetensors"), "old");
        RunFolder run = RunFolder.claim(Optional.of(old), "unused", RunFolder.Start.OVERWRITE);

        run.begin();
        Files.writeString(run.checkpoint(), "first");
        run.begin();

        assertThat(run.checkpoint()).doesNotExist();
        assertThat(new ReplacedRun(run).model()).hasContent("old");
        assertThatThrownBy(() -> RunFolder.claim(Optional.of(old), "unused", RunFolder.Start.FRESH))
                .hasMessageContaining("replaced-run")
                .hasMessageContaining("--overwrite");
    }

    @Test
    void aFolderBelongsToOneRunAtATime() throws IOException {
        RunFolder run = RunFolder.claim(Optional.of(folder.resolve("run")), "unused", RunFolder.Start.OVERWRITE);

        RunLock first = run.lock();
        assertThat(RunLock.isHeld(run.folder())).isTrue();
        assertThatThrownBy(run::lock)
                .isInstanceOf(EvenkeelException.class)
                .hasMessageContaining("Another run is going on in")
                .hasMessageContaining("--out");
        first.close();
        assertThat(RunLock.isHeld(run.folder())).isFalse();
        run.lock().close();

        assertThat(run.folder()).isEmptyDirectory();
    }

    @Test
    void aFolderWhoseRunEndedMeanwhileIsRefused() throws IOException {
        RunFolder run = RunFolder.claim(Optional.of(folder.resolve("run")), "unused", RunFolder.Start.FRESH);
        Files.writeString(run.model(), "of a faster one");

        assertThatThrownBy(run::lock).hasMessageContaining("holds a finished run");
        assertThat(RunLock.isHeld(run.folder())).isFalse();
    }

    @Test
    void aLinkToAFolderIsAFolder() throws IOException {
        Path real = Files.createDirectory(folder.resolve("disk"));
        Path link = Files.createSymbolicLink(folder.resolve("link"), real);

        RunFolder run = RunFolder.claim(Optional.of(link), "unused", RunFolder.Start.FRESH);
        run.writeRecord("{}");

        assertThat(real.resolve("run.json")).hasContent("{}");
    }
}
