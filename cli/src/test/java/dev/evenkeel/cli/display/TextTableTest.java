package dev.evenkeel.cli.display;

import static org.assertj.core.api.Assertions.assertThat;

import dev.evenkeel.lab.report.Block;
import java.util.List;
import org.junit.jupiter.api.Test;

class TextTableTest {
    private static final Block.Table TABLE = new Block.Table(
            "Arms",
            List.of("rank", "arm", "accuracy", "verdict"),
            List.of(List.of("1", "norm=batch", "0.9", ""), List.of("2", "norm=none", "0.8", "worse")));

    @Test
    void aTableThatFitsHasALineForEachRow() {
        assertThat(TextTable.of(TABLE, 80)).isEqualTo("""
                        rank  arm         accuracy  verdict
                        1     norm=batch  0.9
                        2     norm=none   0.8       worse
                        """);
    }

    @Test
    void columnsThatDoNotFitGoOnBelow() {
        assertThat(TextTable.of(TABLE, 26)).isEqualTo("""
                        rank  arm         accuracy
                              verdict
                        1     norm=batch  0.9
                        2     norm=none   0.8
                              worse
                        """);
    }

    @Test
    void sentencesBreakBetweenWords() {
        assertThat(Prose.of("one two three", 7)).isEqualTo("one two\nthree\n");
        assertThat(Prose.of("one two three", Console.ANY_COLUMNS)).isEqualTo("one two three\n");
        assertThat(Prose.of("incomprehensibilities are", 7)).isEqualTo("incomprehensibilities\nare\n");
    }
}
