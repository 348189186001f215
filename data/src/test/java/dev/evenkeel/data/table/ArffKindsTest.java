package dev.evenkeel.data.table;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.evenkeel.EvenkeelException;
import org.junit.jupiter.api.Test;

/** Sparse rows and dates. */
class ArffKindsTest {
    private static final String HEAD =
            "@relation r\n@attribute n numeric\n@attribute c {a,b}\n@attribute x real\n@data\n";

    @Test
    void whatSparseRowsLeaveOutIsZeroOrTheFirstCategory() {
        Table table = TableReader.arff("a.arff", HEAD + "{0 1.5, 1 b}\n{2 -3}\n{ }\n1,b,?\n{1 ?,2 7} % end\n");

        assertThat(((Column.Numbers) table.column("n")).values()).containsExactly(1.5, 0, 0, 1, 0);
        assertThat(((Column.Categories) table.column("c")).codes()).containsExactly(1, 0, 0, 1, -1);
        assertThat(((Column.Numbers) table.column("x")).values()).containsExactly(0, -3, 0, Double.NaN, 7);
        assertThat(table.notes())
                .containsExactly("Where sparse rows leave out a nominal attribute it is its first category, as 'a' of "
                        + "'c' on line 7");
    }

    @Test
    void textThatASparseRowLeavesOutIsRefused() {
        assertThatThrownBy(() -> TableReader.arff("a.arff", "@attribute n real\n@attribute t string\n@data\n{0 1}\n"))
                .isInstanceOf(EvenkeelException.class)
                .hasMessage(
                        "a.arff line 4 is a sparse row without attribute 't': only zeros and first categories can be "
                                + "left out, and it is text or a date. Write its value, or ? if it is missing");
    }

    @Test
    void datesAreDays() {
        Table table = TableReader.arff("a.arff", """
                @attribute d date "yyyy-MM-dd HH:mm"
                @attribute e DATE
                @data
                "1970-01-03 12:00",'2001-04-03T12:12:12'
                ?,"1969-12-31T00:00:00"
                """);

        assertThat(((Column.Numbers) table.column("d")).values()).containsExactly(2.5, Double.NaN);
        assertThat(((Column.Numbers) table.column("e")).values())
                .containsExactly(11415 + (12 * 3600 + 12 * 60 + 12) / 86400.0, -1);
        assertThat(table.notes())
                .containsExactly(
                        "Column 'd' holds dates (yyyy-MM-dd HH:mm), which are read as days since 1970-01-01",
                        "Column 'e' holds dates (yyyy-MM-dd'T'HH:mm:ss), which are read as days since 1970-01-01");
    }

    @Test
    void whatIsNoDateIsNamed() {
        assertThatThrownBy(() -> TableReader.arff("a.arff", "@attribute d date yyyy-MM-dd\n@data\n2020-13-01\n"))
                .isInstanceOf(EvenkeelException.class)
                .hasMessage("a.arff line 3 has '2020-13-01', but a date written as yyyy-MM-dd is needed");
        assertThatThrownBy(() -> TableReader.arff("a.arff", "@attribute d date 'jjjj'\n@data\n"))
                .isInstanceOf(EvenkeelException.class)
                .hasMessage(
                        "a.arff line 1: attribute 'd' writes dates as 'jjjj', which is no pattern such as yyyy-MM-dd");
    }
}
