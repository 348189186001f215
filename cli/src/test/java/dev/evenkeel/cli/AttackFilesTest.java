package dev.evenkeel.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfEnvironmentVariable;
import org.junit.jupiter.api.io.TempDir;

/** Files that were made to harm, below {@code attack} of the folder that {@code EVENKEEL_FAILING} names. */
@EnabledIfEnvironmentVariable(named = "EVENKEEL_FAILING", matches = ".+")
class AttackFilesTest {
    @TempDir
    private Path folder;

    private static Path file(String name) {
        return Path.of(System.getenv("EVENKEEL_FAILING"), "attack", name);
    }

    private static void assertPrintable(CommandCall call) {
        assertThat(call.out() + call.err())
                .as("what is printed")
                .doesNotContain("\u001b", "\u0007", "\u202e", "\u009b", "\r", "\nFAKE LINE");
    }

    @Test
    void everyFileIsKnown() throws IOException {
        try (Stream<Path> files = Files.list(file(""))) {
            assertThat(files.map(one -> String.valueOf(one.getFileName())))
                    .containsExactlyInAnyOrder("ansi-xss.csv", "deep2000.onnx", "esc2.onnx");
        }
    }

    /** 2,000 nodes behind each other, which once took a minute. */
    @Test
    void aDeepGraphIsReadInTime() {
        for (String command : new String[] {"inspect", "audit"}) {
            CommandCall call = assertTimeoutPreemptively(
                    Duration.ofSeconds(40), () -> CommandCall.of(command, file("deep2000.onnx")));
            assertThat(call.err()).doesNotContain("Exception", "StackOverflow");
            assertThat(call.out() + call.err()).isNotBlank();
        }
    }

    @Test
    void namesInAGraphCommandNoTerminal() {
        CommandCall inspected = CommandCall.of("inspect", file("esc2.onnx"));
        assertPrintable(inspected);
        assertThat(inspected.out()).contains("\\u001b[31mRED");
        assertPrintable(CommandCall.of("audit", file("esc2.onnx")));
    }

    @Test
    void namesInATableCommandNoTerminalAndNoPage() throws IOException {
        Path run = folder.resolve("run");
        Object[] training = {"train", "--data", file("ansi-xss.csv"), "--target", "class", "--epochs", 1, "--out", run};
        CommandCall trained = CommandCall.of(training);
        assertPrintable(trained);
        assertThat(trained.code()).as(trained.err()).isZero();
        for (String command : new String[] {"inspect", "audit", "report"}) {
            assertPrintable(CommandCall.of(command, run));
        }
        assertPrintable(CommandCall.of("evaluate", run, "--data", file("ansi-xss.csv")));
        String page = Files.readString(run.resolve("report.html"));
        assertThat(page).doesNotContain("<img src=x", "</script><script>document", "\u001b", "\u0007", "\u202e");
        assertThat(page).contains("&lt;img src=x onerror=document.title=1&gt;");
    }
}
