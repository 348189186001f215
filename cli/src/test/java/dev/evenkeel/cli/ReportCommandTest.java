package dev.evenkeel.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReportCommandTest {
    @TempDir
    private Path folder;

    private Path run;
    private CommandCall trained;

    @BeforeEach
    void train() throws IOException {
        Path table = CommandCall.write(folder.resolve("flowers.csv"), CommandCall.flowers(200));
        run = folder.resolve("a run");
        trained = CommandCall.of("train", "--data", table, "--epochs", 2, "--out", run);
    }

    @Test
    void trainingWritesTheReportOfTheRun() throws IOException {
        assertThat(trained.code()).isZero();
        assertThat(trained.out()).contains("Report: " + run.resolve("report.html"));
        assertThat(Files.readString(run.resolve("report.html")))
                .contains(
                        "Training on flowers",
                        "The frozen predictor is right on ",
                        "daisy, common",
                        "batchNorm",
                        "./evenkeel train --data ",
                        "--out &#39;" + run + "&#39;");
    }

    @Test
    void theReportIsMadeAnewToTheSameBytes() throws IOException {
        Path copy = folder.resolve("copy.html");

        CommandCall call = CommandCall.of("report", run, "--out", copy, "--json");

        assertThat(call.code()).isZero();
        assertThat(call.json().string("report")).isEqualTo(copy.toString());
        assertThat(copy).hasSameBinaryContentAs(run.resolve("report.html"));
        assertThat(CommandCall.of("report", run).out()).isEqualTo("Report: " + run.resolve("report.html") + "\n");
    }

    @Test
    void aRunThatHasNotEndedHasNoReport() throws IOException {
        Path record = run.resolve("run.json");
        Files.writeString(record, Files.readString(record).replace("\"finished\"", "\"interrupted\""));
        Files.writeString(run.resolve("checkpoint.safetensors"), "");

        CommandCall call = CommandCall.of("report", run);

        assertThat(call.code()).isEqualTo(1);
        assertThat(call.err()).contains("has not finished, it is interrupted").contains("--resume");
    }

    @Test
    void aFolderWithoutARunIsToldSo() {
        CommandCall call = CommandCall.of("report", folder);

        assertThat(call.code()).isEqualTo(1);
        assertThat(call.err()).contains("There is no record of a run in " + folder);
    }

    @Test
    void aRecordThatLacksItsSettingsIsNamed() throws IOException {
        Files.writeString(run.resolve("run.json"), "{\"status\": \"finished\", \"history\": []}");

        CommandCall call = CommandCall.of("report", run);

        assertThat(call.code()).isEqualTo(1);
        assertThat(call.err()).contains("run.json is not the record of a run: needed a member 'settings'");
    }

    @Test
    void aReportThatCannotBeWrittenDoesNotFailTheRun() throws IOException {
        Path other = folder.resolve("other");
        Files.createDirectories(other.resolve("report.html"));

        CommandCall call =
                CommandCall.of("train", "--epochs", 1, "--data", folder.resolve("flowers.csv"), "--out", other);

        assertThat(call.code()).isZero();
        assertThat(call.err()).contains("There is no report: " + other.resolve("report.html"));
        assertThat(call.out()).contains("Model: ").doesNotContain("Report: ");
    }
}
