package dev.evenkeel.data.table;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.evenkeel.EvenkeelException;
import dev.evenkeel.data.table.encoding.EncodedRows;
import dev.evenkeel.data.table.encoding.EncodingRules;
import dev.evenkeel.data.table.encoding.Missing;
import dev.evenkeel.data.table.encoding.TableEncoding;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class GivenColumnsTest {
    private static final TableFormat FORMAT =
            TableFormat.automatic().missingWords("-999", "none").text("zip");
    private static final TableEncoding ENCODING = TableEncoding.fit(
            TableReader.csv(
                    "a.csv", "n,ok,zip,class\n1.5,True,007,u\n-999,FALSE,12,v\n3,true,none,u\n4,false,12,v\n", FORMAT),
            EncodingRules.defaults().missing(Missing.IMPUTE));

    private static GivenColumns columns(String... cells) {
        Map<String, GivenColumns.Values> columns = new LinkedHashMap<>();
        List<String> names = List.of("n", "ok", "zip");
        for (int column = 0; column < 3; column++) {
            columns.put(names.get(column), new GivenColumns.Texts(List.of(cells[column])));
        }
        return new GivenColumns("request", columns);
    }

    private static GivenColumns numbers(double... values) {
        return new GivenColumns("request", Map.of("n", new GivenColumns.Numbers(values)));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "1,true,007",
                " 2.50 ,TRUE,12",
                "-999,False,none",
                "none,false,",
                ",,",
                "-999.0,x,7",
                "+1e2,true,013"
            })
    void cellsAreReadAsThoseOfAFile(String line) {
        EncodedRows file = ENCODING.encode(TableReader.csv("new.csv", "n,ok,zip\n" + line + "\n", ENCODING.format()));
        String[] cells = Stream.of(line.split(",", -1)).toArray(String[]::new);

        EncodedRows given = ENCODING.encodeSilently(columns(cells).read(ENCODING.format()));

        assertThat(given.row(0)).isEqualTo(file.row(0));
    }

    @ParameterizedTest
    @CsvSource({"1 km", "1;5", "0x10", "Infinity"})
    void cellsThatDoNotFitAreRefusedInTheSameWords(String cell) {
        Table file = TableReader.csv("request", "n,ok,zip\n" + cell + ",true,12\n", ENCODING.format());
        Table given = columns(cell, "true", "12").read(ENCODING.format());

        assertThatThrownBy(() -> ENCODING.encodeSilently(given))
                .isInstanceOf(EvenkeelException.class)
                .hasMessageStartingWith("request row 1: column 'n' has '" + cell + "', but it needs a finite decimal");
        assertThat(given.problems().get(0).reason())
                .isEqualTo(file.problems().get(0).reason());
    }

    @Test
    void numbersThatStandForMissingValuesAreMissing() {
        Column column = numbers(1, -999, Double.NaN).read(ENCODING.format()).column("n");

        assertThat(column.isMissing(0)).isFalse();
        assertThat(column.isMissing(1)).isTrue();
        assertThat(column.isMissing(2)).isTrue();
    }

    @Test
    void numbersBeyondFloatsAreNoCells() {
        Table table = numbers(1, Double.NEGATIVE_INFINITY, 1e39).read(ENCODING.format());

        assertThat(table.problems())
                .extracting(RowProblem::toString)
                .containsExactly(
                        "request row 2: column 'n' has '-Infinity', but it needs a finite decimal number"
                                + " (an infinite value is no number to compute with)",
                        "request row 3: column 'n' has '1.0E39', but it needs a finite decimal number"
                                + " (beyond the range of float, 3.4e38)");
    }

    @Test
    void whatTheEncodingDoesNotReadIsLeftOut() {
        Table table = new GivenColumns(
                        "request",
                        Map.of("n", new GivenColumns.Numbers(new double[1]), "x", new GivenColumns.Texts(List.of())))
                .read(ENCODING.format());

        assertThat(table.columnNames()).containsExactly("n");
    }

    @Test
    void declaredCategoriesKeepTheirOrderAndThoseThatDoNotOccur() {
        TableFormat format = TableFormat.automatic().learnt(Set.of("size"), Map.of(), Set.of());
        GivenColumns given = new GivenColumns(
                "request",
                Map.of("size", new GivenColumns.Declared(List.of("small", "medium", "large"), new int[] {2, -1, 0})));

        Column.Categories column = (Column.Categories) given.read(format).column("size");

        assertThat(column.categories()).containsExactly("small", "medium", "large");
        assertThat(column.origin()).isEqualTo(Column.Origin.DECLARED);
        assertThat(column.codes()).containsExactly(2, -1, 0);
    }
}
