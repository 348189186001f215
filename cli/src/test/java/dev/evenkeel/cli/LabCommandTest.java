package dev.evenkeel.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.evenkeel.cli.command.Action;
import dev.evenkeel.cli.command.LabCommand;
import dev.evenkeel.cli.display.Answer;
import dev.evenkeel.cli.display.Console;
import dev.evenkeel.json.Json;
import dev.evenkeel.json.JsonObject;
import dev.evenkeel.lab.Experiments;
import dev.evenkeel.lab.experiment.Findings;
import dev.evenkeel.lab.experiment.Judgement;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LabCommandTest {
    @TempDir
    private Path folder;

    @Test
    void withoutANameItListsTheExperiments() {
        CommandCall call = CommandCall.of("lab");
        assertThat(call.code()).isZero();
        assertThat(call.out())
                .contains(
                        "checks ",
                        "meanfield ",
                        "depth ",
                        "speed ",
                        "drift ",
                        "placement ",
                        "shift ",
                        "order ",
                        "sequences ",
                        "leak ");
    }

    @Test
    void claimsAreToldBeforeAndJudgedAfter() throws IOException {
        CommandCall call = CommandCall.of("lab", "depth", "--quick", "--out", folder.resolve("new"));
        assertThat(call.code()).as(call.err()).isZero();
        assertThat(call.err()).contains("  claim vanishing: ").doesNotContain("agrees");
        assertThat(call.out()).contains("of 4 claims", "  agrees     vanishing: ", "ReLU, batchNorm");
        JsonObject results = Json.parse(Files.readString(folder.resolve("new").resolve("results.json")))
                .asObject();
        assertThat(results.toString()).contains("\"verdict\":\"agrees\"", "\"scale\":\"logarithmic\"");
    }

    @Test
    void checksThatDifferAreFailuresAndExperimentsThatDifferAreResults() {
        Findings differing = new Findings(
                Experiments.named("depth").claims().stream()
                        .map(claim -> new Judgement(claim, Judgement.Verdict.DIFFERS, "0"))
                        .toList(),
                List.of());
        assertThat(LabCommand.failures(Experiments.named("checks"), differing)).isEqualTo(4);
        assertThat(LabCommand.failures(Experiments.named("depth"), differing)).isZero();
    }

    @Test
    void theProcessEndsWithTheCodeOfTheAnswer() {
        Action failing = new Action(new Console(System.out, System.err, Console.Display.LINES, Console.ANY_COLUMNS)) {
            @Override
            public Answer answer() {
                return new Answer("", JsonObject.of(), Answer.FAILED);
            }
        };
        assertThat(failing.call()).isEqualTo(1);
    }

    @Test
    void anUnknownExperimentIsAnsweredWithTheNearest() {
        CommandCall call = CommandCall.of("lab", "meanfeld", "--json");
        assertThat(call.code()).isEqualTo(1);
        assertThat(call.err()).contains("There is no experiment 'meanfeld'", "did you mean 'meanfield'?");
        assertThat(call.json().toString()).contains("error");
    }

    @Test
    void dataWithoutClassesAreRefused() throws IOException {
        Path table = CommandCall.write(folder.resolve("sums.csv"), CommandCall.sums(60));
        CommandCall call = CommandCall.of("lab", "depth", "--data", table);
        assertThat(call.code()).isEqualTo(1);
        assertThat(call.err()).contains("The lab needs data in classes");
    }

    @Test
    void sequencesAndTextsAreAskedForBeforeAnythingRuns() throws IOException {
        CommandCall digits = CommandCall.of("lab", "depth", "sequences", "--data", "digits");
        assertThat(digits.code()).isEqualTo(1);
        assertThat(digits.err())
                .contains("Experiment 'sequences' needs sequences", "leave --data out")
                .doesNotContain("claim");
        Path text = CommandCall.write(folder.resolve("short.txt"), "too short");
        CommandCall leak = CommandCall.of("lab", "leak", "--data", text);
        assertThat(leak.code()).isEqualTo(1);
        assertThat(leak.err()).contains("is too short").doesNotContain("claim");
    }

    @Test
    void aFolderThatCannotBeWrittenIsRefusedBeforeAnythingRuns() throws IOException {
        Path file = CommandCall.write(folder.resolve("file"), "x");
        CommandCall call = CommandCall.of("lab", "depth", "--quick", "--out", file);
        assertThat(call.code()).isEqualTo(1);
        assertThat(call.err())
                .contains(file + " is a file. Choose another folder")
                .doesNotContain("claim");
    }

    @Test
    void noThreadsAreRefused() {
        CommandCall call = CommandCall.of("lab", "depth", "--threads", 0);
        assertThat(call.code()).isEqualTo(2);
        assertThat(call.err()).contains("--threads needs 1 or more");
    }
}
