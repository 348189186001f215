package dev.evenkeel.data.table;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.evenkeel.data.table.encoding.EncodingRules;
import dev.evenkeel.data.table.encoding.TableEncoding;
import java.util.function.IntFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Numbers whose reading loses something, or that are not written with plain digits: people are told. */
class NumbersAsTheyAreWrittenTest {
    private static final int ROWS = 40;

    private static Table table(IntFunction<String> cell) {
        return TableReader.csv("a.csv", text(cell));
    }

    private static String text(IntFunction<String> cell) {
        return "code,class\n"
                + IntStream.range(0, ROWS)
                        .mapToObj(row -> cell.apply(row) + "," + "ab".charAt(row % 2) + "\n")
                        .collect(Collectors.joining());
    }

    @ParameterizedTest
    @CsvSource({"'',''", "\",\"", "' ',' '"})
    void leadingZerosAreTold(String before, String behind) {
        Table table = table(row -> before + (row % 4 == 0 ? "007" : "7") + behind);

        assertThat(table.notes())
                .containsExactly(
                        "Column 'code' has numbers with leading zeros: '007' is read as 7 (10 such values). If it "
                                + "is a code, --text 'code' keeps '007' and '7' apart");
        assertThat(TableReader.csv(
                                "a.csv",
                                text(row -> row % 4 == 0 ? "007" : "7"),
                                TableFormat.automatic().text("code"))
                        .notes())
                .isEmpty();
    }

    @Test
    void leadingZerosFarBelowAreTold() {
        StringBuilder text = new StringBuilder("code,class\n");
        for (int row = 0; row < 60_000; row++) {
            text.append(row == 59_000 ? "0012" : String.valueOf(row % 1000)).append(row % 2 == 0 ? ",a\n" : ",b\n");
        }

        assertThat(TableReader.csv("a.csv", text.toString()).notes())
                .containsExactly(
                        "Column 'code' has numbers with leading zeros: '0012' is read as 12 (1 such value). If it "
                                + "is a code, --text 'code' keeps '0012' and '12' apart");
    }

    @ParameterizedTest
    @CsvSource({"0", "0.5", "-0", "0e1", "10", "00.5"})
    void otherZerosAreNoMatter(String zero) {
        assertThat(table(row -> row % 2 == 0 ? zero : row + "").notes()).isEmpty();
    }

    @Test
    void anOddNumberOfALearntColumnIsComparedWithTheTrainingData() {
        TableEncoding encoding = TableEncoding.fit(table(row -> row + ".5"), EncodingRules.defaults());

        Table percents = TableReader.csv("b.csv", text(row -> row + "%"), encoding.format());

        assertThat(percents.problems().get(0).reason())
                .contains("it has '%', unlike the training data")
                .doesNotContain("the others");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '#',
            value = {
                "１２３|digits of another script|123",
                "١٢٫٥|digits of another script|12.5",
                "१२|digits of another script|12",
                "=\"123\"|a spreadsheet's formula for a text|123"
            })
    void numbersInOtherDigitsAndFormulasAreNamed(String written, String what, String plain) {
        assertThat(table(row -> written).notes())
                .singleElement()
                .asString()
                .startsWith("Column 'code' is read as text, though it holds numbers as " + what)
                .endsWith("'" + written + "' on line 2 is no number; write " + plain);
        assertThatThrownBy(() -> table(row -> row == 5 ? written : row + ".5"))
                .hasMessageContaining("line 7 is '" + written + "' (" + what)
                .hasMessageContaining("; write " + plain + ")");
    }
}
