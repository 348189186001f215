package dev.evenkeel.cli.display;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

class TerminalBarTest {
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private final TerminalBar bar = new TerminalBar(new PrintStream(bytes, true, StandardCharsets.UTF_8));

    private String drawn() {
        bar.close();
        return bytes.toString(StandardCharsets.UTF_8);
    }

    @Test
    void linesStandUnderTheBarAndTheCursorGoesBackToIt() {
        bar.below(List.of("first", "second"));
        bar.show(1, 2, "epoch 1/2");

        assertThat(drawn())
                .contains("epoch 1/2")
                .contains("\u001b[J\n  first\n  second\u001b[2A\r")
                .endsWith("\u001b[2A\r\n\n\n");
    }

    @Test
    void aLineIsCutWhereTheTerminalEnds() {
        bar.below(List.of("x".repeat(2000)));
        bar.show(1, 2, "epoch 1/2");

        assertThat(drawn().lines().mapToInt(String::length).max().orElseThrow()).isLessThan(1000);
    }

    @Test
    void withoutLinesThereIsTheBarAlone() {
        bar.show(1, 2, "epoch 1/2");

        assertThat(drawn()).doesNotContain("\u001b");
    }
}
