package dev.evenkeel.data.table;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.evenkeel.EvenkeelException;
import dev.evenkeel.data.table.encoding.EncodingRules;
import dev.evenkeel.data.table.encoding.TableEncoding;
import java.io.ByteArrayInputStream;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.function.IntFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** How files are written that are not plain: headers, encodings, lines, keys, words. */
class CsvDialectTest {
    private static final int ROWS = 40;

    @Test
    void aLineOfDataInPlaceOfNamesIsRefusedWithTheWaysOut() {
        String text = lines(row -> 5 + row % 3 + ".1," + row % 2 + ".5,Iris-" + "ab".charAt(row % 2));

        refused(text, TableFormat.automatic())
                .hasMessageStartingWith(
                        "a.csv line 1, '5.1,0.5,Iris-a', should name the columns, but 2 of its values are "
                                + "numbers, as in a line of data")
                .hasMessageContaining("--no-header");
        Table data = TableReader.csv("a.csv", text, TableFormat.automatic().noHeader());
        assertThat(data.rows()).isEqualTo(ROWS);
        assertThat(data.columnNames()).containsExactly("column 1", "column 2", "column 3");
        Table names = TableReader.csv("a.csv", text, TableFormat.automatic().header());
        assertThat(names.columnNames()).containsExactly("5.1", "0.5", "Iris-a");
    }

    @Test
    void textsThatComeAgainBelowAreNoNames() {
        refused(lines(row -> "ab".charAt(row % 2) + "," + "xy".charAt(row % 2)), TableFormat.automatic())
                .hasMessageContaining("its values are found again below");
    }

    @Test
    void yearsMayBeNames() {
        Table table = TableReader.csv("a.csv", "country,2019,2020\n" + lines(row -> "x,1.5,2.5"));

        assertThat(table.columnNames()).containsExactly("country", "2019", "2020");
    }

    @Test
    void filesWithoutNamesAreToldByPlaceSoAColumnTooFewIsRefused() {
        String text = lines(row -> "pq".charAt(row % 2) + "," + row % 7 + ".5," + row % 3 + ".25");
        TableFormat format = TableFormat.automatic().noHeader();
        TableEncoding encoding = restored(TableEncoding.fit(
                TableReader.csv("a.csv", text, format), EncodingRules.defaults().target("column 1")));

        assertThat(encoding.encode(TableReader.csv("b.csv", "p,0.5,0.25\n", encoding.format()))
                        .row(0))
                .containsExactly(.5f, .25f);
        assertThatThrownBy(() -> TableReader.csv("b.csv", "0.5,0.25\n", encoding.format()))
                .isInstanceOf(EvenkeelException.class)
                .hasMessage("b.csv has 2 columns, but 3 were learnt from, without names: they are told by their place, "
                        + "so all must be there");
    }

    @Test
    void aLineOfUnitsIsLeftOutAndTold() {
        Table table = TableReader.csv("a.csv", "power,temp,class\nkW,°C,\n" + lines(row -> row + ".5,7," + row % 2));

        assertThat(table.rows()).isEqualTo(ROWS);
        assertThat(table.place(0)).isEqualTo("a.csv line 3");
        assertThat(table.notes())
                .containsExactly(
                        "Line 2 is left out: 'kW,°C,' has no number where the lines below have numbers, as a line "
                                + "of units");
    }

    @Test
    void aFirstRowWithAnOddCellIsNoLineOfUnits() {
        refused("power,class\nabc,p\n" + lines(row -> row + ".5," + "pq".charAt(row % 2)), TableFormat.automatic())
                .hasMessageStartingWith("a.csv: 40 of 41 values of column 'power' are numbers, but line 2 is 'abc'");
    }

    @ParameterizedTest
    @ValueSource(strings = {"sep=;\n", "SEP=;\r\n"})
    void aFirstLineMayNameTheSeparator(String first) {
        Table table = TableReader.csv("a.csv", first + "a;b\n1,5;2\n2,5;3\n");

        assertThat(table.columnNames()).containsExactly("a", "b");
        assertThat(table.column("a").text(1)).isEqualTo("2.5");
    }

    @Test
    void blanksSeparateAndLinesOfBlanksDoNotCount() {
        Table table = TableReader.csv("a.txt", "  a    b  class\n\n 1.5  -2  p \n   \n 2.5 \t 3  q\n");

        assertThat(table.columnNames()).containsExactly("a", "b", "class");
        assertThat(table.column("b").text(1)).isEqualTo("3");
        assertThat(table.place(1)).isEqualTo("a.txt line 5");
    }

    /** Blanks that do not break a line, as of Excel and web pages, and marks that nobody sees. */
    @ParameterizedTest
    @ValueSource(strings = {"\u00A0", "\u2007", "\u202F", "\u3000", "\uFEFF", "\u200B", "\u200E", " \u00A0\t"})
    void blanksOfEveryKindAroundValuesDoNotCount(String blank) {
        String text = "a" + blank + "," + blank + "c,y\n"
                + lines(row -> (row % 2 == 0 ? blank + row + ".5" : row + ".5" + blank) + ","
                        + (row % 3 == 0 ? blank + "red" + blank : row % 3 == 1 ? "red" : "blue") + "," + row);
        Table table = TableReader.csv("a.csv", text);

        assertThat(table.columnNames()).containsExactly("a", "c", "y");
        assertThat(((Column.Numbers) table.column("a")).values()).startsWith(.5, 1.5, 2.5);
        assertThat(((Column.Categories) table.column("c")).categories()).containsExactly("blue", "red");
        TableEncoding encoding =
                restored(TableEncoding.fit(table, EncodingRules.defaults().target("y")));
        float[] row = {7.5f, 0, 1};
        assertThat(encoding.encode(TableReader.csv(
                                "b.csv",
                                "a,c\n" + blank + "7.5" + blank + "," + blank + "red" + blank + "\n",
                                encoding.format()))
                        .row(0))
                .containsExactly(row);
        assertThat(encoding.encode(Map.of("a", blank + "7.5" + blank, "c", "red" + blank)))
                .containsExactly(row);
    }

    @Test
    void unusualSeparatorsAreNamed() {
        String text = "a~b~class\n" + lines(row -> row + "~1.5~p");

        refused(text, TableFormat.automatic()).hasMessageContaining("--separator '~'");
        assertThat(TableReader.csv("a.csv", text, TableFormat.automatic().separator('~'))
                        .columnNames())
                .containsExactly("a", "b", "class");
    }

    @Test
    void linesAboveTheNamesAreNamed() {
        refused("Sales report\n\na,b,class\n" + lines(row -> row + ",1.5,p"), TableFormat.automatic())
                .hasMessage(
                        "a.csv line 1 ('Sales report') has 1 value, but most lines below have 3: remove what stands above "
                                + "the names of the columns");
    }

    @Test
    void separatorsAtTheEndOfLinesDoNotCount() {
        Table table = TableReader.csv("a.csv", "a,b,\n" + lines(row -> row + ",1.5,") + ",,\n");

        assertThat(table.columnNames()).containsExactly("a", "b");
        assertThat(table.rows()).isEqualTo(ROWS);
    }

    @Test
    void linesOfNothingAtTheEndAreNoRowsOfOtherFilesEither() {
        String text = "a,b,class\n" + lines(row -> row % 7 + ",1.5," + "pq".charAt(row % 2)) + ",,\n,,\n";
        TableEncoding encoding = restored(TableEncoding.fit(TableReader.csv("a.csv", text), EncodingRules.defaults()));

        assertThat(TableReader.csv("b.csv", text, encoding.format()).rows()).isEqualTo(ROWS);
    }

    @Test
    void aTargetThatIsMissingIsNamedBeforeAnythingIsHeldOut() {
        Table table = TableReader.csv("a.csv", "x,class\n1,NA\n2,NA\n3,DE\n");

        assertThatThrownBy(() -> EncodingRules.defaults().settled(table))
                .isInstanceOf(EvenkeelException.class)
                .hasMessageStartingWith("a.csv line 2: target 'class' is missing ('NA')")
                .hasMessageContaining("--missing-words");
    }

    @Test
    void rowNamesWithoutAHeaderAreOneColumnMore() {
        Table table = TableReader.csv("a.txt", "a b\n" + lines(row -> row + 1 + " " + row % 5 + ".5 7"));

        assertThat(table.columnNames()).containsExactly("column 1", "a", "b");
        assertThat(TableEncoding.fit(table, EncodingRules.defaults()).columns()).containsExactly("a");
    }

    @ParameterizedTest
    @ValueSource(strings = {"UTF-8", "UTF-16", "UTF-16LE", "UTF-16BE"})
    void unicodeIsReadInEachOfItsEncodings(String charset) {
        byte[] bytes = "Stadt,Größe\nKöln,1\nBonn,2\n".getBytes(Charset.forName(charset));

        Table table = TableReader.read(TableSource.of("a.csv", new ByteArrayInputStream(bytes)));

        assertThat(table.columnNames()).containsExactly("Stadt", "Größe");
        assertThat(table.column("Stadt").text(0)).isEqualTo("Köln");
    }

    @Test
    void otherEncodingsAreNamed() {
        TableSource names = TableSource.of("a.csv", "Größe,b\n1,2\n".getBytes(StandardCharsets.ISO_8859_1));
        TableSource zip = TableSource.of("a.csv", new byte[] {'P', 'K', 3, 4, 20, 0});

        assertThatThrownBy(() -> TableReader.read(names))
                .isInstanceOf(EvenkeelException.class)
                .hasMessageContaining("Latin-1");
        assertThatThrownBy(() -> TableReader.read(zip))
                .isInstanceOf(EvenkeelException.class)
                .hasMessage("a.csv is an Excel workbook or another zip file, not text: save it as CSV");
    }

    @ParameterizedTest
    @ValueSource(strings = {"\n", "\r\n", "\r"})
    void linesEndInThreeWays(String end) {
        String text = String.join(end, "a,b", "1,\"x" + end + "y\"", "2,z", "");

        Table table = TableReader.csv("a.csv", text);

        assertThat(table.column("b").text(0)).isEqualTo("x" + end + "y");
        assertThat(table.place(1)).isEqualTo("a.csv line 4");
    }

    @Test
    void aQuotedWordIsAValueAmongTexts() {
        String text = "country,x\nDE,1\n\"NA\",2\nNA,3\n";

        Table table = TableReader.csv("a.csv", text);
        Table said = TableReader.csv("a.csv", text, TableFormat.automatic().missingWords("?", "\"NA\""));

        assertThat(((Column.Categories) table.column("country")).categories()).containsExactly("DE", "NA");
        assertThat(table.column("country").isMissing(2)).isTrue();
        assertThat(table.written("country", 2)).contains("NA");
        assertThat(said.column("country").isMissing(1)).isTrue();
        assertThat(said.column("country").text(2)).isEqualTo("NA");
    }

    @Test
    void aMissingWordThatIsANumberIsToldByItsValue() {
        Table table = TableReader.csv(
                "a.csv", "a,b\n-999,1\n-999.0,2\n3,4\n", TableFormat.automatic().missingWords("-999"));

        assertThat(table.column("a").isMissing(0)).isTrue();
        assertThat(table.column("a").isMissing(1)).isTrue();
        assertThat(table.column("a").text(2)).isEqualTo("3");
    }

    @Test
    void truthIsTheSameInEachSpelling() {
        Table table = TableReader.csv(
                "a.csv",
                "t,x\n" + lines(row -> List.of("true", "True", "FALSE", "false").get(row % 4) + ",1.5"));

        assertThat(((Column.Categories) table.column("t")).categories()).containsExactly("false", "true");
        TableEncoding encoding =
                restored(TableEncoding.fit(table, EncodingRules.defaults().target("x")));
        assertThat(encoding.encode(Map.of("t", "TRUE"))).containsExactly(0, 1);
    }

    @Test
    void keysAreLeftOutUnlessKept() {
        Table table = TableReader.csv(
                "a.csv",
                ",Id,t,c,class\n"
                        + lines(row -> row + "," + row * 37 % 101 + "," + row + "," + row % 5 + ".5," + row % 2));

        TableEncoding encoding = TableEncoding.fit(table, EncodingRules.defaults());
        TableEncoding kept =
                TableEncoding.fit(table, EncodingRules.defaults().keep("Id").drop("t"));

        assertThat(encoding.columns()).containsExactly("t", "c");
        assertThat(encoding.notes())
                .anyMatch(note -> note.startsWith("Column 'column 1' is left out: it numbers the rows"))
                .anyMatch(note -> note.startsWith("Column 'Id' is left out: its whole numbers are all different"))
                .anyMatch(note -> note.startsWith("Column 't' goes up by one from row to row"));
        assertThat(kept.columns()).containsExactly("Id", "c");
    }

    /** Among plain numbers, however late they come, and where all are written so. */
    @Test
    void negativesOfBookkeepersAndIndianThousandsAreReadWithANote() {
        StringBuilder text = new StringBuilder("a;b;c;d\n");
        for (int row = 0; row < 3000; row++) {
            text.append(row == 2999 ? "(12.50)" : row + ".5")
                    .append(row % 2 == 0 ? ";(3.25);" : ";3.25;")
                    .append(row == 1500 ? "7-;" : row + ";")
                    .append("12,34,567.5\n");
        }
        Table table = TableReader.csv("a.csv", text.toString());

        assertThat(((Column.Numbers) table.column("a")).value(2999)).isEqualTo(-12.5);
        assertThat(((Column.Numbers) table.column("b")).values()).startsWith(-3.25, 3.25);
        assertThat(((Column.Numbers) table.column("c")).value(1500)).isEqualTo(-7);
        assertThat(((Column.Numbers) table.column("d")).value(1)).isEqualTo(1234567.5);
        assertThat(table.notes())
                .containsExactlyInAnyOrder(
                        "Columns 'a', 'b': each writes negative numbers in brackets, as 'a', where '(12.50)' is read as "
                                + "-12.5",
                        "Column 'c' writes the minus behind negative numbers: '7-' is read as -7",
                        "Column 'd' writes numbers with commas between thousands: '12,34,567.5' is read as 1234567.5");
    }

    @Test
    void datesAreCalledDates() {
        Table table = TableReader.csv(
                "a.csv",
                "day,x,class\n" + lines(row -> "2024-01-" + (10 + row % 20) + " 0" + row % 7 + ":00,1.5," + row % 2));

        assertThat(TableEncoding.fit(table, EncodingRules.defaults()).notes())
                .anyMatch(note -> note.contains("They are dates or times, as '2024-01-10 00:00'"));
    }

    @Test
    void aCommaThatMayMeanTwoThingsIsAskedAbout() {
        String text = "power;class\n" + lines(row -> 100 + row + "," + (200 + row) + ";p");

        refused(text, TableFormat.automatic())
                .hasMessageStartingWith(
                        "a.csv line 2: column 'power' has '100,200', whose comma may stand between thousands "
                                + "or before a fraction");
        assertThat(TableReader.csv("a.csv", text, TableFormat.automatic().decimalComma())
                        .column("power")
                        .text(0))
                .isEqualTo("100.2");
        assertThat(TableReader.csv("a.csv", text, TableFormat.automatic().decimalPoint())
                        .column("power")
                        .text(0))
                .isEqualTo("100200");
    }

    @Test
    void manyColumnsAreNoLimit() {
        int width = 16_385;
        String names =
                IntStream.range(0, width).mapToObj(column -> "c" + column).collect(Collectors.joining(","));
        String row = IntStream.range(0, width).mapToObj(String::valueOf).collect(Collectors.joining(","));

        Table table = TableReader.csv("a.csv", names + "\n" + row + "\n" + row + "\n");

        assertThat(table.columns()).hasSize(width);
        assertThat(table.column("c16384").text(1)).isEqualTo("16384");
    }

    @Test
    void cellsOfOtherFilesThatDoNotFitAreProblemsOfTheirRows() {
        TableEncoding encoding = restored(TableEncoding.fit(
                TableReader.csv("a.csv", "n,m,class\n" + lines(row -> row + ".5,1," + row % 2)),
                EncodingRules.defaults()));

        Table table = TableReader.csv("b.csv", "n,m\n1,2\nx,3\n4\n5,6\n", encoding.format());

        assertThat(table.problems())
                .extracting(RowProblem::toString)
                .containsExactly(
                        "b.csv line 3: column 'n' has 'x', but it needs a finite decimal number",
                        "b.csv line 4: the row has 1 value, but the table has 2 columns");
        assertThatThrownBy(() -> encoding.encode(table))
                .isInstanceOf(EvenkeelException.class)
                .hasMessageStartingWith("b.csv line 3: column 'n' has 'x'");
    }

    private static String lines(IntFunction<String> line) {
        return IntStream.range(0, ROWS).mapToObj(row -> line.apply(row) + "\n").collect(Collectors.joining());
    }

    private static TableEncoding restored(TableEncoding encoding) {
        return TableEncoding.fromJson(encoding.toJson());
    }

    private static org.assertj.core.api.AbstractThrowableAssert<?, ?> refused(String text, TableFormat format) {
        return assertThatThrownBy(() -> TableReader.csv("a.csv", text, format)).isInstanceOf(EvenkeelException.class);
    }
}
