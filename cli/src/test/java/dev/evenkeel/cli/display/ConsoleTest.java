package dev.evenkeel.cli.display;

import static org.assertj.core.api.Assertions.assertThat;

import dev.evenkeel.cli.CommandCall;
import dev.evenkeel.cli.Main;
import dev.evenkeel.cli.command.CommandRunner;
import dev.evenkeel.cli.training.Interruption;
import dev.evenkeel.json.Json;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What reaches standard output and error, and what cannot. */
class ConsoleTest {
    private static final String ESCAPE = "\u001b[31mred\u001b[0m";
    private static final String OVERRIDE = "user\u202etxt";

    @TempDir
    private Path folder;

    static Stream<String> commands() {
        return Stream.of(
                "--help",
                "--version",
                "help",
                "help predict",
                "predict --help",
                "inspect MODEL",
                "inspect MODEL --json",
                "audit MODEL",
                "evaluate MODEL --data TABLE",
                "evaluate MODEL --data TABLE --json",
                "predict MODEL --data TABLE",
                "predict MODEL --data TABLE --json",
                "predict MODEL --data TABLE --format json",
                "convert MODEL OUT.onnx",
                "fold MODEL --data TABLE --json",
                "train --data TABLE --epochs 1 --out RUN",
                "train --data TABLE --epochs 1 --out RUN --json");
    }

    @ParameterizedTest
    @MethodSource("commands")
    void aCommandWhoseOutputCannotBeWrittenFails(String command) throws IOException {
        Path table = CommandCall.write(folder.resolve("flowers.csv"), CommandCall.flowers(40));
        Path run = folder.resolve("trained");
        assertThat(CommandCall.of("train", "--data", table, "--epochs", 1, "--out", run)
                        .code())
                .isZero();
        String[] words = Stream.of(command.split(" "))
                .map(word -> switch (word) {
                    case "MODEL" -> run.toString();
                    case "TABLE" -> table.toString();
                    case "OUT.onnx", "RUN" -> folder.resolve(word).toString();
                    default -> word;
                })
                .toArray(String[]::new);
        ByteArrayOutputStream err = new ByteArrayOutputStream();

        int code = Main.run(new PrintStream(new FullDisk(), false), new PrintStream(err), words);

        assertThat(code).isEqualTo(1);
        assertThat(err.toString(StandardCharsets.UTF_8))
                .containsOnlyOnce("evenkeel: Standard output cannot be written")
                .doesNotContain("\tat ");
        assertThat(folder.resolve("RUN").resolve("model.safetensors").toFile().exists())
                .isEqualTo(command.startsWith("train"));
    }

    @Test
    void aCommandThatFailsAnywayKeepsItsOwnCode() {
        ByteArrayOutputStream err = new ByteArrayOutputStream();

        int code = Main.run(new PrintStream(new FullDisk()), new PrintStream(err), "train", "--epoch", "1", "--json");

        assertThat(code).isEqualTo(2);
        assertThat(err.toString(StandardCharsets.UTF_8)).startsWith("evenkeel: unknown option '--epoch'");
    }

    @Test
    void namesFromFilesCommandNoTerminal() throws IOException {
        Path table = CommandCall.write(folder.resolve("names.csv"), table());
        Path run = folder.resolve("run");

        CommandCall trained = CommandCall.of("train", "--data", table, "--epochs", 1, "--out", run);
        CommandCall audited = CommandCall.of("audit", run);
        CommandCall inspected = CommandCall.of("inspect", run);
        CommandCall evaluated = CommandCall.of("evaluate", run, "--data", table);
        CommandCall json = CommandCall.of("inspect", run, "--json");
        CommandCall wrong = CommandCall.of("train", "--data", table, "--target", "c\u001b[2Jo");

        assertThat(trained.code()).as(trained.err()).isZero();
        for (CommandCall call : new CommandCall[] {trained, audited, inspected, evaluated, json, wrong}) {
            assertThat(call.out() + call.err()).doesNotContain("\u001b", "\u202e", "\u009b", "\u0007");
        }
        assertThat(inspected.out()).contains("\\u001b[31mred\\u001b[0m", "user\\u202etxt");
        assertThat(json.json().toString()).contains("\\u001b[31mred");
        String page = Files.readString(run.resolve("report.html"));
        assertThat(page.substring(0, page.indexOf("<script>"))).doesNotContain("\u001b", "\u202e", "\u009b", "<img");
    }

    @Test
    void predictionsInFilesAndPipesKeepTheNamesOfClasses() throws IOException {
        Path table = CommandCall.write(folder.resolve("names.csv"), table());
        Path run = folder.resolve("run");
        CommandCall.of("train", "--data", table, "--epochs", 1, "--out", run);

        CommandCall piped = CommandCall.of("predict", run, "--data", table);
        ByteArrayOutputStream seen = new ByteArrayOutputStream();
        Console terminal = new Console(
                new PrintStream(seen), new PrintStream(OutputStream.nullOutputStream()), Console.Display.LINES, 80);
        CommandRunner.run(terminal, Interruption.never(), "predict", run.toString(), "--data", table.toString());

        assertThat(piped.out().lines().findFirst().orElse("")).contains("p(" + ESCAPE + ")", "p(" + OVERRIDE + ")");
        assertThat(seen.toString(StandardCharsets.UTF_8))
                .contains("p(\\u001b[31mred\\u001b[0m)", "p(user\\u202etxt)")
                .doesNotContain("\u001b", "\u202e");
        assertThat(Json.parse(CommandCall.of("predict", run, "--data", table, "--format", "json")
                                .out()
                                .lines()
                                .findFirst()
                                .orElse(""))
                        .asObject()
                        .object("probabilities")
                        .members())
                .containsKeys(ESCAPE, OVERRIDE);
    }

    @Test
    void lettersThatATerminalLacksAreEscaped() throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        PrintableStream ascii = new PrintableStream(bytes, StandardCharsets.US_ASCII);
        PrintableStream latin = new PrintableStream(bytes, StandardCharsets.ISO_8859_1);
        byte[] text = "L\u00e4nge \ud83d\ude00\n".getBytes(StandardCharsets.UTF_8);

        for (byte one : text) {
            ascii.write(one);
        }
        latin.write(text);

        assertThat(bytes.toString(StandardCharsets.ISO_8859_1))
                .isEqualTo("L\\u00e4nge \\ud83d\\ude00\nL\u00e4nge \\ud83d\\ude00\n");
    }

    /** A column and two classes with names that would colour a terminal, clear it, and turn text around. */
    private static String table() {
        StringBuilder text = new StringBuilder("a,b\u001b[2J,\"<img src=x>\",c\u009b1mol\n");
        for (int row = 0; row < 40; row++) {
            text.append(row % 7)
                    .append(',')
                    .append(row % 2 * 3 + row % 3)
                    .append(',')
                    .append(row % 5 + 0.5);
            text.append(',').append(row % 2 == 0 ? ESCAPE : OVERRIDE).append('\n');
        }
        return text.toString();
    }

    private static final class FullDisk extends OutputStream {
        @Override
        public void write(int value) throws IOException {
            throw new IOException("No space left on device");
        }
    }
}
