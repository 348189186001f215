package dev.evenkeel.data.table;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.evenkeel.EvenkeelException;
import java.nio.charset.StandardCharsets;
import java.util.function.IntFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Files of other formats that are named like a table, and columns written in two ways. */
class ForeignTableTest {
    static Stream<Arguments> others() {
        return Stream.of(
                Arguments.of("\u0089PNG\r\n\u001a\n\0\0\0\rIHDR", "a PNG image"),
                Arguments.of("GIF89a\u0001\0", "a GIF image"),
                Arguments.of("\u00ff\u00d8\u00ff\u00e0\0\u0010JFIF", "a JPEG image"),
                Arguments.of("%PDF-1.7", "a PDF document"),
                Arguments.of("SQLite format 3\0", "a SQLite database"),
                Arguments.of("ARROW1\0\0", "an Arrow file"),
                Arguments.of("\u0093NUMPY\u0001", "a NumPy file"),
                Arguments.of("  <!DOCTYPE html>\n<html>", "a web page"),
                Arguments.of("<?xml version='1.0'?>", "an XML file"),
                Arguments.of("[{\"a\": 1, \"b\": 2},\n{\"a\": 2, \"b\": 3}]", "a JSON file"),
                Arguments.of("{\"a\": 1, \"b\": 2}\n{\"a\": 2}", "a JSON file"),
                Arguments.of("[[1, 2], [3, 4]]", "a JSON file"));
    }

    @ParameterizedTest
    @MethodSource("others")
    void filesOfOtherFormatsAreNamedForWhatTheyAre(String begin, String what) {
        TableSource source = TableSource.of("a.csv", begin.getBytes(StandardCharsets.ISO_8859_1));

        assertThatThrownBy(() -> TableReader.read(source))
                .isInstanceOf(EvenkeelException.class)
                .hasMessageStartingWith("a.csv is " + what)
                .hasMessageNotContaining("Latin-1");
    }

    @ParameterizedTest
    @ValueSource(strings = {"[m],<s>\n1,2\n", "\"a: b\",{c}\n1,2\n", "GI,F8\n1,2\n", "a\n1\n"})
    void tablesThatBeginAlikeAreRead(String text) {
        TableSource source = TableSource.of("a.csv", text.getBytes(StandardCharsets.UTF_8));

        assertThat(TableReader.read(source).rows()).isEqualTo(1);
    }

    @Test
    void fractionsInTwoWaysAreRefusedRatherThanLostAsText() {
        String text = rows(row -> row % 2 == 0 ? row + ".25" : row + ",5");

        assertThatThrownBy(() -> TableReader.csv("a.csv", text))
                .isInstanceOf(EvenkeelException.class)
                .hasMessage("a.csv: column 'a' writes fractions in two ways: line 2 is '0.25', line 3 is '1,5'. "
                        + "Write all with a point, or all with a comma; or say --text 'a' if the column holds text");
        assertThat(TableReader.csv("a.csv", text, TableFormat.automatic().text("a"))
                        .column("a")
                        .text(1))
                .isEqualTo("1,5");
    }

    private static String rows(IntFunction<String> cell) {
        return IntStream.range(0, 40)
                .mapToObj(row -> cell.apply(row) + ";" + row % 3 + "\n")
                .collect(Collectors.joining("", "a;b\n", ""));
    }
}
