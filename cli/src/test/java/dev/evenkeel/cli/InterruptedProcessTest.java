package dev.evenkeel.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.evenkeel.cli.training.Interruption;
import dev.evenkeel.cli.training.ObservationJournal;
import dev.evenkeel.json.Json;
import dev.evenkeel.json.JsonObject;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.DisabledOnJre;
import org.junit.jupiter.api.condition.JRE;
import org.junit.jupiter.api.io.TempDir;

/** The command as a process of its own, stopped by the signals that people and machines send. */
@Timeout(240)
@DisabledOnJre(value = JRE.JAVA_17, disabledReason = "what it tests does not hang on the JDK, and it takes long")
class InterruptedProcessTest {
    @TempDir
    private Path folder;

    @Test
    void ctrlCSavesACheckpointFromWhichTheRunGoesOnToTheSameBytes() throws Exception {
        Path table = CommandCall.write(folder.resolve("flowers.csv"), CommandCall.flowers(400));
        Path run = folder.resolve("run");
        Path whole = folder.resolve("whole");

        interrupt("INT", table, run, 120);
        Process resumed = start("train", "--out", run.toString(), "--resume", "--threads", "1", "--json");
        Process uninterrupted = start(
                "train", "--data", table.toString(), "--epochs", "120", "--threads", "1", "--out", whole.toString());
        String out = finished(resumed, 0);
        finished(uninterrupted, 0);

        assertThat(lastLine(out).members()).containsKey("testAccuracy");
        assertThat(run.resolve("model.safetensors")).hasSameBinaryContentAs(whole.resolve("model.safetensors"));
        assertThat(Json.parse(Files.readString(run.resolve("run.json")))
                        .asObject()
                        .array("resumes")
                        .size())
                .isEqualTo(1);
    }

    @Test
    void sigtermDoesTheSame() throws Exception {
        Path table = CommandCall.write(folder.resolve("flowers.csv"), CommandCall.flowers(400));

        interrupt("TERM", table, folder.resolve("run"), 100_000);
    }

    @Test
    void aLivePageIsToldThatItsRunWasStopped() throws Exception {
        Assumptions.assumeTrue(Files.isExecutable(Path.of("/bin/kill")), "needs /bin/kill");
        Path table = CommandCall.write(folder.resolve("flowers.csv"), CommandCall.flowers(400));
        Process process = start(
                "train",
                "--data",
                table.toString(),
                "--epochs",
                "100000",
                "--live",
                "--out",
                folder.resolve("run").toString());
        Matcher address = Pattern.compile("http://\\S+/").matcher("");
        while (!address.find() && process.isAlive()) {
            Thread.sleep(20);
            address.reset(Files.readString(folder.resolve("err.txt")));
        }

        Iterator<String> events = HttpClient.newHttpClient()
                .send(
                        HttpRequest.newBuilder(URI.create(address.group() + "events"))
                                .build(),
                        HttpResponse.BodyHandlers.ofLines())
                .body()
                .filter(line -> !line.isEmpty())
                .iterator();
        String first = events.next();
        interrupt("INT", process);
        String last = first;
        while (events.hasNext()) {
            last = events.next();
        }
        finished(process, Interruption.EXIT_CODE);

        assertThat(first).contains("running: epoch ");
        assertThat(last)
                .contains("stopped, and can go on. This page no longer changes.", "The run was stopped in epoch ");
    }

    @Test
    void aKilledRunLosesNoObservationButItsLast() throws Exception {
        Path table = CommandCall.write(folder.resolve("flowers.csv"), CommandCall.flowers(400));
        Path run = folder.resolve("run");
        Path journal = run.resolve("observations.jsonl");
        String[] words = {
            "train",
            "--data",
            table.toString(),
            "--epochs",
            "60",
            "--threads",
            "1",
            "--watch=1",
            "--out",
            run.toString()
        };

        Process process = start(words);
        while (process.isAlive()
                && (!Files.exists(run.resolve("checkpoint.safetensors")) || Files.size(journal) < 200_000)) {
            Thread.sleep(2);
        }
        process.destroyForcibly();
        process.waitFor();
        List<Long> before = new ArrayList<>();
        ObservationJournal.read(journal, observation -> before.add(observation.step()));
        finished(start("train", "--out", run.toString(), "--resume", "--threads", "1"), 0);
        List<Long> after = new ArrayList<>();
        ObservationJournal.read(journal, observation -> after.add(observation.step()));

        assertThat(before).hasSizeGreaterThan(10).isEqualTo(steps(before.size()));
        assertThat(after).isEqualTo(steps(60 * 10));
    }

    private static List<Long> steps(int count) {
        return LongStream.rangeClosed(1, count).boxed().toList();
    }

    @Test
    void aComparisonThatWasKilledGoesOnToTheSameResult() throws Exception {
        Path table = CommandCall.write(folder.resolve("flowers.csv"), CommandCall.flowers(400));
        Path cells = folder.resolve("killed").resolve("cells");

        Process process = start(comparison(table, "killed"));
        while (count(cells) < 3 && process.isAlive()) {
            Thread.sleep(1);
        }
        process.destroyForcibly().waitFor();
        int kept = count(cells);
        Process goesOn = start(comparison(table, "killed"));
        Process uninterrupted = start(comparison(table, "whole"));
        JsonObject resumed = lastLine(finished(goesOn, 0));
        JsonObject whole = lastLine(finished(uninterrupted, 0));

        assertThat(kept).isBetween(3, 11);
        assertThat(resumed.object("effort").integer("trainings")).isEqualTo(12 - kept);
        assertThat(values(resumed)).isEqualTo(values(whole));
        assertThat(resumed.string("verdict")).isEqualTo(whole.string("verdict"));
    }

    private String[] comparison(Path table, String out) {
        return new String[] {
            "compare",
            "--data",
            table.toString(),
            "--target",
            "length",
            "--vary",
            "norm=batch,layer",
            "--seeds",
            "6",
            "--epochs",
            "20",
            "--out",
            folder.resolve(out).toString(),
            "--json"
        };
    }

    private static int count(Path cells) throws IOException {
        if (!Files.exists(cells)) {
            return 0;
        }
        try (Stream<Path> files = Files.list(cells)) {
            return (int) files.filter(file -> file.toString().endsWith(".json")).count();
        }
    }

    private static List<String> values(JsonObject json) {
        return json.array("arms").elements().stream()
                .map(arm -> arm.asObject().string("arm") + arm.asObject().array("values"))
                .toList();
    }

    /** Starts a run, waits for its first steps, sends a signal and checks how it ended. */
    private void interrupt(String signal, Path table, Path run, int epochs) throws Exception {
        Assumptions.assumeTrue(Files.isExecutable(Path.of("/bin/kill")), "needs /bin/kill");
        Process process = start(
                "train",
                "--data",
                table.toString(),
                "--epochs",
                Integer.toString(epochs),
                "--threads",
                "1",
                "--out",
                run.toString(),
                "--json");
        while (!Files.exists(run.resolve("run.json")) && process.isAlive()) {
            Thread.sleep(2);
        }
        interrupt(signal, process);
        String out = finished(process, Interruption.EXIT_CODE);

        assertThat(lastLine(out).string("error")).isEqualTo("Interrupted");
        assertThat(lastLine(out).string("resume")).endsWith("--resume");
        assertThat(run.resolve("checkpoint.safetensors")).exists();
        assertThat(run.resolve("model.safetensors")).doesNotExist();
    }

    private static void interrupt(String signal, Process process) throws IOException, InterruptedException {
        new ProcessBuilder("/bin/kill", "-" + signal, Long.toString(process.pid()))
                .start()
                .waitFor();
    }

    private Process start(String... arguments) throws IOException {
        List<String> command = new ArrayList<>(heedingInterrupts());
        command.addAll(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                Main.class.getName()));
        command.addAll(List.of(arguments));
        return new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.appendTo(
                        folder.resolve("err.txt").toFile()))
                .start();
    }

    /** What undoes that a shell starts its background jobs, and so what they start, deaf to SIGINT. */
    private static List<String> heedingInterrupts() throws IOException {
        Path status = Path.of("/proc/self/status");
        boolean deaf = Files.exists(status)
                && Files.readAllLines(status).stream()
                        .filter(line -> line.startsWith("SigIgn:"))
                        .anyMatch(line ->
                                (Long.parseUnsignedLong(line.substring(7).strip(), 16) & 2) != 0);
        return deaf ? List.of("env", "--default-signal=INT") : List.of();
    }

    private String finished(Process process, int code) throws IOException, InterruptedException {
        String out = new String(process.getInputStream().readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);
        assertThat(process.waitFor(200, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue())
                .as(Files.readString(folder.resolve("err.txt")))
                .isEqualTo(code);
        return out;
    }

    private static JsonObject lastLine(String out) {
        String[] lines = out.strip().split("\n");
        return Json.parse(lines[lines.length - 1]).asObject();
    }
}
