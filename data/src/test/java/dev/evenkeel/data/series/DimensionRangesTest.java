package dev.evenkeel.data.series;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.evenkeel.EvenkeelException;
import dev.evenkeel.tensor.Shape;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DimensionRangesTest {
    private static final String CLASSES = "@classLabel true a b\n@data\n";

    @TempDir
    private Path folder;

    @Test
    void valuesThatFloatsDoNotTellApartAreTold() throws IOException {
        List<String> notes = read(CLASSES + lines(row -> "5,5:" + (1_700_000_000L + row) + ",?:0.1," + row + ":a"))
                .notes();

        assertThat(notes)
                .contains(
                        "Dimension 1 tells nothing: it is 5 at every position of every series",
                        "Dimension 2 tells nothing: it is between 1700000000 and 1700000011, too close together to learn"
                                + " from: subtract 1700000000 from each first")
                .noneMatch(note -> note.contains("Dimension 3"));
    }

    @ParameterizedTest
    @CsvSource({"1,2", "0,1e-30", "-5,5", "1e30,2e30", "1700000000,1700009000"})
    void whatVariesIsNotTold(String first, String second) throws IOException {
        String text = CLASSES + first + "," + second + ",0,1:a\n3,4:b\n";

        assertThat(read(text).notes()).noneMatch(note -> note.contains("nothing"));
    }

    @Test
    void tinyValuesAreToBeMultiplied() throws IOException {
        assertThat(read(CLASSES + "1e-39,2e-39:a\n3e-39,1e-39:b\n").notes())
                .anyMatch(note -> note.contains("multiply each by a large number first"));
    }

    @Test
    void manyDimensionsAreToldOfTogether() throws IOException {
        assertThat(read(CLASSES + lines(row -> "1:2:3:4:" + row + ":a")).notes())
                .contains(
                        "4 dimensions tell nothing, since each is the same at every position of every series, as far as"
                                + " 32-bit floats tell: {1, 2, 3, 4}");
    }

    @Test
    void whatAModelReadsIsNotJudgedAnew() throws IOException {
        SeriesRules known = SeriesRules.defaults().forModel(Shape.of(2, 1), List.of("a", "b"));

        assertThat(read(CLASSES + "5,5:a\n5,5:b\n", known).notes()).noneMatch(note -> note.contains("nothing"));
    }

    @Test
    void numbersToPredictThatFloatsDoNotTellApartAreRefused() throws IOException {
        String head = "@targetLabel true\n@data\n";

        assertThatThrownBy(() -> read(head + lines(row -> row + ",1:" + (1_700_000_000L + row))))
                .isInstanceOf(EvenkeelException.class)
                .hasMessageContaining(
                        "p.ts are between 1700000000 and 1700000011, which 32-bit floats hardly tell apart")
                .hasMessageEndingWith("subtract 1700000000 from each first");
        assertThat(read(head + "1,2:3\n4,5:3\n").notes())
                .contains("The number to predict is 3 for every series to learn from, so there is nothing to learn");
    }

    @Test
    void oneClassAloneIsRefusedWhereItIsRead() throws IOException {
        String text = "@classLabel true a\n@data\n1,2:a\n3,4:a\n";

        assertThatThrownBy(() -> read(text))
                .isInstanceOf(EvenkeelException.class)
                .hasMessageContaining("p.ts has one class, 'a', so there is nothing to tell apart")
                .hasMessageContaining("two classes or more");
        assertThat(read(text, SeriesRules.defaults().forModel(Shape.of(2, 1), List.of("a", "b")))
                        .training()
                        .size())
                .isEqualTo(2);
    }

    @Test
    void whatAModelReadsIsNotCalledToLearnFrom() throws IOException {
        SeriesRules known = SeriesRules.defaults().forModel(Shape.of(12, 1), List.of("a", "b"));

        assertThat(read(CLASSES + "1,2,3:a\n", known).notes())
                .containsExactly(
                        "1 sequence of 1 dimension and 3 positions, 75.0 % of the positions being padding if all"
                                + " were as long as the 12 that the model reads");
    }

    @Test
    void linesMayEndInAReturnAlone() throws IOException {
        String text = "# made\n" + CLASSES + "\n1,2:a\n3,4:b\n\n5,6:a";

        for (String end : List.of("\r", "\r\n", "\n")) {
            SeriesDataset read = read(text.replace("\n", end)).training();
            assertThat(read.size()).isEqualTo(3);
            assertThat(read.exampleName(2)).isEqualTo("line 8");
        }
    }

    @Test
    void aReturnAtTheEndOfABufferEndsOneLine() throws IOException {
        for (int length = 65530; length < 65540; length++) {
            String text = "#" + "x".repeat(length) + "\r\n" + CLASSES + "1,2:a\r\n3,4:b\r\n";
            assertThat(read(text).training().exampleName(1)).isEqualTo("line 5");
        }
    }

    private static String lines(java.util.function.IntFunction<String> line) {
        return Stream.concat(IntStream.range(0, 12).mapToObj(line), Stream.of(""))
                .collect(Collectors.joining("\n"));
    }

    private SeriesSet read(String text) throws IOException {
        return read(text, SeriesRules.defaults());
    }

    private SeriesSet read(String text, SeriesRules rules) throws IOException {
        SeriesRules completed = text.contains("?") ? rules.missing(MissingValues.INTERPOLATE) : rules;
        return SeriesSet.read(Files.writeString(folder.resolve("p.ts"), text).toString(), completed);
    }
}
