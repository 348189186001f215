package dev.evenkeel.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.evenkeel.cli.command.CommandRunner;
import dev.evenkeel.cli.display.Answer;
import dev.evenkeel.cli.display.Console;
import dev.evenkeel.cli.training.Interruption;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.DisabledOnJre;
import org.junit.jupiter.api.condition.JRE;
import org.junit.jupiter.api.io.TempDir;

/** Commands with {@code --live}, looked at while they run. */
@Timeout(120)
@DisabledOnJre(value = JRE.JAVA_17, disabledReason = "what it tests does not hang on the JDK, and it takes long")
class LiveCommandsTest {
    private static final Pattern ADDRESS = Pattern.compile("Live report until the end: (http://\\S+/)\n");

    private final HttpClient client = HttpClient.newHttpClient();
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();

    @TempDir
    private Path folder;

    private Path flowers;

    @BeforeEach
    void writeTheTable() throws IOException {
        flowers = CommandCall.write(folder.resolve("flowers.csv"), CommandCall.flowers(400));
    }

    private CompletableFuture<Integer> start(Object... arguments) {
        Console console = new Console(
                new PrintStream(out, true, StandardCharsets.UTF_8),
                new PrintStream(err, true, StandardCharsets.UTF_8),
                Console.Display.LINES,
                Console.ANY_COLUMNS);
        String[] words = Stream.of(arguments).map(Object::toString).toArray(String[]::new);
        return CompletableFuture.supplyAsync(() -> CommandRunner.run(console, Interruption.never(), words));
    }

    private String told() {
        return err.toString(StandardCharsets.UTF_8);
    }

    private URI address(CompletableFuture<Integer> command) throws InterruptedException {
        Matcher address = ADDRESS.matcher(told());
        while (!address.find()) {
            assertThat(command).as(told()).isNotDone();
            Thread.sleep(5);
            address = ADDRESS.matcher(told());
        }
        return URI.create(address.group(1));
    }

    private String page(URI address) throws IOException, InterruptedException {
        return client.send(HttpRequest.newBuilder(address).build(), HttpResponse.BodyHandlers.ofString())
                .body();
    }

    /** All that is told until the end. */
    private List<String> events(URI address) throws IOException, InterruptedException {
        return client.send(
                        HttpRequest.newBuilder(address.resolve("events")).build(), HttpResponse.BodyHandlers.ofLines())
                .body()
                .filter(line -> !line.isEmpty())
                .toList();
    }

    @Test
    void aRunIsShownWhileItGoesOnAndToItsEnd() throws Exception {
        Path run = folder.resolve("run");
        CompletableFuture<Integer> command =
                start("train", "--data", flowers, "--epochs", 200, "--out", run, "--live", "--json");

        URI address = address(command);
        String page = page(address);
        List<String> events = events(address);

        assertThat(command.join()).as(told()).isZero();
        assertThat(page).contains("Training on flowers.csv, seed 1", ">running: epoch ", "of 200", "new EventSource");
        assertThat(events.get(0)).startsWith("data: ").contains("running: epoch ");
        assertThat(events.get(events.size() - 2)).isEqualTo("event: last");
        assertThat(events.get(events.size() - 1))
                .contains("finished. This page no longer changes.", "The frozen predictor is right on ");
        assertThat(out.toString(StandardCharsets.UTF_8))
                .startsWith("{\"command\":\"train\"")
                .doesNotContain("http:");
        assertThat(Files.readString(run.resolve("report.html")))
                .contains("The frozen predictor is right on ")
                .doesNotContain("EventSource");
    }

    @Test
    void aComparisonIsShownWhileItGoesOnAndToItsEnd() throws Exception {
        CompletableFuture<Integer> command = start(
                "compare",
                "--data",
                flowers,
                "--vary",
                "norm=batch,none",
                "--seeds",
                6,
                "--epochs",
                20,
                "--out",
                folder.resolve("compared"),
                "--live=0");

        URI address = address(command);
        String page = page(address);
        List<String> events = events(address);

        assertThat(command.join()).as(told()).isZero();
        assertThat(page)
                .contains(" of 12 trainings have ended", "nothing is decided", "<th scope=\"row\">norm=none</th>")
                .doesNotContain("detectable");
        assertThat(events.get(events.size() - 1)).contains("finished. This page", "Arms by their median accuracy");
    }

    @Test
    void theModelHasTheSameBytesWithAndWithoutAPage() throws IOException {
        Path shown = folder.resolve("shown");
        Path hidden = folder.resolve("hidden");

        CommandCall.of("train", "--data", flowers, "--epochs", 3, "--out", shown, "--live");
        CommandCall.of("train", "--data", flowers, "--epochs", 3, "--out", hidden);

        assertThat(shown.resolve("model.safetensors")).hasSameBinaryContentAs(hidden.resolve("model.safetensors"));
    }

    @Test
    void aRunThatGoesOnCanBeShownToo() {
        Path run = folder.resolve("run");
        CommandCall.of(Interruption.atOnce(), "train", "--data", flowers, "--epochs", 3, "--out", run);

        CommandCall resumed = CommandCall.of("train", "--out", run, "--resume", "--live");

        assertThat(resumed.code()).as(resumed.err()).isZero();
        assertThat(resumed.err()).contains("Live report until the end: http://127.0.0.1:", "Going on with flowers.csv");
    }

    @Test
    void aPortThatIsTakenEndsTheCommandBeforeItLeavesAnything() throws IOException {
        Path run = folder.resolve("run");
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            int port = taken.getLocalPort();

            CommandCall call = CommandCall.of("train", "--data", flowers, "--out", run, "--live=" + port);

            assertThat(call.code()).isEqualTo(Answer.FAILED);
            assertThat(call.err())
                    .contains("evenkeel: Port " + port + " cannot be had for the live page: ")
                    .contains("Give another one, or 0 for any free one")
                    .doesNotContain("\tat ", "This should not happen");
            assertThat(run).doesNotExist();
        }
    }

    @Test
    void aPortThatIsNoneIsRefused() {
        CommandCall tooHigh = CommandCall.of("train", "--live=65536");
        CommandCall word = CommandCall.of("compare", "--vary", "norm=batch,none", "--live=here");

        assertThat(tooHigh.code()).isEqualTo(CommandRunner.USAGE);
        assertThat(tooHigh.err()).contains("--live needs a port from 0 to 65535");
        assertThat(word.code()).isEqualTo(CommandRunner.USAGE);
        assertThat(word.err()).contains("--live").contains("here").doesNotContain("\tat ");
    }
}
