package dev.evenkeel.data.table;

import static org.assertj.core.api.Assertions.assertThat;

import dev.evenkeel.data.table.encoding.EncodingRules;
import dev.evenkeel.data.table.encoding.Missing;
import dev.evenkeel.data.table.encoding.TableEncoding;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What is written is encoded as what was given. */
class CsvRowsTest {
    private static final EncodingRules RULES = EncodingRules.defaults().missing(Missing.IMPUTE);

    @Test
    void numbersAreWrittenInTheirFormAndTextsAsTheyCame() throws IOException {
        StringBuilder text = new StringBuilder("share;rent;the eye colour;t\n");
        for (int row = 0; row < 40; row++) {
            text.append(row % 9 == 0 ? "" : row + ",5 %")
                    .append(";€ ")
                    .append(row - 20)
                    .append(row % 2 == 0 ? ",25;very light blue;" : ",75;\"a;b\"\"c\";")
                    .append(row % 7)
                    .append(",5\n");
        }
        TableEncoding encoding = TableEncoding.fit(TableReader.csv("a.csv", text.toString()), RULES);
        same(encoding, row("share", -3.25, "rent", -1e-7, "the eye colour", "very light blue"));
        same(encoding, row("share", Double.NaN, "rent", 1234567.5, "the eye colour", "a;b\"c"));
        same(encoding, row("share", "12,5 %", "rent", "€ -5", "the eye colour", ""));
        same(encoding, row("share", "", "rent", 1e20, "the eye colour", "two\nlines"));
    }

    @Test
    void columnsWithoutNamesStandInTheirPlaces() throws IOException {
        StringBuilder text = new StringBuilder();
        for (int row = 0; row < 40; row++) {
            text.append("name").append(row).append(',').append(row).append(',').append(row % 2 == 0 ? "x" : "y");
            text.append(',').append(row % 5).append(".5\n");
        }
        TableFormat format = TableFormat.automatic().noHeader();
        TableEncoding encoding = TableEncoding.fit(
                TableReader.csv("a.csv", text.toString(), format),
                EncodingRules.defaults().target("column 4"));
        assertThat(encoding.columns()).containsExactly("column 2", "column 3");
        assertThat(new CsvRows(encoding.format(), encoding.columns()).canBeRead())
                .isTrue();
        same(encoding, row("column 2", 7.0, "column 3", "y"));
        TableEncoding middle = TableEncoding.fit(
                TableReader.csv("a.csv", text.toString(), format),
                EncodingRules.defaults().target("column 3"));
        assertThat(new CsvRows(middle.format(), middle.columns()).canBeRead()).isFalse();
    }

    private static void same(TableEncoding encoding, GivenColumns given) throws IOException {
        CsvRows rows = new CsvRows(encoding.format(), encoding.columns());
        List<List<String>> cells = new ArrayList<>(List.of(rows.cells(given), rows.cells(given)));
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        rows.write(cells, bytes);
        String csv = bytes.toString(StandardCharsets.UTF_8);
        Table read = TableReader.csv("b.csv", csv, encoding.format());
        assertThat(encoding.encodeSilently(read).row(1))
                .as(csv)
                .containsExactly(
                        encoding.encodeSilently(given.read(encoding.format())).row(0));
    }

    private static GivenColumns row(Object... namesAndValues) {
        Map<String, GivenColumns.Values> values = new LinkedHashMap<>();
        for (int index = 0; index < namesAndValues.length; index += 2) {
            Object value = namesAndValues[index + 1];
            values.put(
                    namesAndValues[index].toString(),
                    value instanceof Double number
                            ? new GivenColumns.Numbers(new double[] {number})
                            : new GivenColumns.Texts(List.of(value.toString())));
        }
        return new GivenColumns("row", values);
    }
}
