package dev.evenkeel.data.table;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.evenkeel.EvenkeelException;
import dev.evenkeel.data.table.encoding.EncodingRules;
import dev.evenkeel.data.table.encoding.Missing;
import dev.evenkeel.data.table.encoding.TableEncoding;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Tables as people have them: each ugliness with each separator, in quotes or not, in the first, a middle and the last row.
 * They are read with the right values, or the error names the line and the cell.
 */
class UglyTableTest {
    private static final int ROWS = 60;
    private static final List<Character> SEPARATORS = List.of(',', ';', '\t', '|');
    private static final List<Integer> PLACES = List.of(0, 30, ROWS - 1);
    private static final List<String> MISSING = List.of(
            "", "NA", "na", "N/A", "n/a", "NaN", "nan", "NAN", "NULL", "null", "None", "none", "?", "-", ".", "#N/A");
    private static final List<String> ODD = List.of(
            "k.A.",
            "12 kW",
            "12%",
            "$12",
            "1e400",
            "0x10",
            "Infinity",
            "-inf",
            "1 234",
            "unknown",
            "2024-01-05",
            "12:30",
            "#DIV/0!",
            "3..5",
            "1e",
            "--5",
            "\u221E",
            "ja");

    /** A table with a column of numbers, one of texts, and a class. */
    private record Written(char separator, boolean isQuoted, List<String> power) {
        String text() {
            StringBuilder text = new StringBuilder(line("power", "noise", "class"));
            Random random = new Random(5);
            for (String cell : power) {
                text.append(line(
                        cell,
                        String.format(Locale.ROOT, "%.2f", random.nextGaussian()),
                        random.nextBoolean() ? "p" : "q"));
            }
            return text.toString();
        }

        private String line(String... cells) {
            List<String> written = new ArrayList<>();
            for (String cell : cells) {
                boolean needsQuotes = isQuoted || cell.indexOf(separator) >= 0;
                written.add(needsQuotes ? '"' + cell + '"' : cell);
            }
            return String.join(String.valueOf(separator), written) + "\n";
        }
    }

    private static List<String> numbers() {
        Random random = new Random(3);
        List<String> numbers = new ArrayList<>();
        for (int row = 0; row < ROWS; row++) {
            numbers.add(String.format(Locale.ROOT, "%.2f", 20 + 5 * random.nextGaussian()));
        }
        return numbers;
    }

    static Stream<Arguments> missing() {
        return cases(MISSING);
    }

    static Stream<Arguments> odd() {
        return cases(ODD);
    }

    /** Each cell, with each separator, in quotes or not, at some of the places. */
    private static Stream<Arguments> cases(List<String> cells) {
        List<Arguments> cases = new ArrayList<>();
        for (String cell : cells) {
            for (char separator : SEPARATORS) {
                for (boolean isQuoted : new boolean[] {false, true}) {
                    cases.add(Arguments.of(cell, separator, isQuoted, PLACES.get(cases.size() % PLACES.size())));
                }
            }
        }
        return cases.stream();
    }

    @ParameterizedTest
    @MethodSource("missing")
    void aWordForAMissingNumberIsMissingAndNamed(String word, char separator, boolean isQuoted, int place) {
        List<String> cells = numbers();
        cells.set(place, word);

        Table table = TableReader.csv("a.csv", new Written(separator, isQuoted, cells).text());

        assertThat(table.rows()).isEqualTo(ROWS);
        assertThat(table.column("power").isMissing(place)).isTrue();
        assertNumbers(table, cells, place);
        assertThatThrownBy(() -> TableEncoding.fit(table, EncodingRules.defaults()))
                .isInstanceOf(EvenkeelException.class)
                .hasMessageStartingWith("a.csv line " + (place + 2) + ": column 'power' is missing"
                        + (word.isEmpty() ? "" : " ('" + word + "')"));
        assertThat(TableEncoding.fit(table, EncodingRules.defaults().missing(Missing.IMPUTE))
                        .columns())
                .containsExactly("power", "noise");
    }

    @ParameterizedTest
    @MethodSource("odd")
    void anOddCellAmongNumbersIsAnErrorThatNamesIt(String odd, char separator, boolean isQuoted, int place) {
        List<String> cells = numbers();
        cells.set(place, odd);
        String text = new Written(separator, isQuoted, cells).text();

        assertThatThrownBy(() -> TableReader.csv("a.csv", text))
                .isInstanceOf(EvenkeelException.class)
                .hasMessageStartingWith("a.csv: 59 of 60 values of column 'power' are numbers, but line " + (place + 2)
                        + " is '" + odd + "'")
                .hasMessageContaining("--missing-words '" + odd + "'")
                .hasMessageContaining("--text 'power'");
        Table missing = TableReader.csv("a.csv", text, TableFormat.automatic().missingWords(odd));
        assertThat(missing.column("power").isMissing(place)).isTrue();
        assertNumbers(missing, cells, place);
        Table asText = TableReader.csv("a.csv", text, TableFormat.automatic().text("power"));
        assertThat(asText.column("power").text(place)).isEqualTo(odd);
    }

    static Stream<Arguments> forms() {
        return Stream.of(
                        Arguments.of("decimal comma", List.of("340058,29", "1,5", "12", "-0,25")),
                        Arguments.of("points and comma", List.of("1.234.567,8", "12,5", "1.000,0", "7")),
                        Arguments.of("commas and point", List.of("1,234,567.8", "12.5", "1,000.0", "7")),
                        Arguments.of("points between thousands", List.of("2.380.408", "656.223", "12", "-1.000.000")),
                        Arguments.of("commas between thousands", List.of("2,380,408", "656,223", "12", "-1,000,000")),
                        Arguments.of("blanks between thousands", List.of("1 234", "12", "1 234 567", "1 234,5")),
                        Arguments.of(
                                "narrow blanks", List.of("1\u202F234", "12", "1\u00A0234\u00A0567", "1\u202F234,5")),
                        Arguments.of("apostrophes", List.of("1'234", "12", "1\u2019234\u2019567", "1'234.5")),
                        Arguments.of("percent", List.of("12%", "3.5 %", "100%", "-1%")),
                        Arguments.of("dollars", List.of("$12", "$1,234.50", "-$3", "$ 7")),
                        Arguments.of("euros", List.of("12,00 €", "1.234,50 €", "-3,10 €", "7,00€")),
                        Arguments.of("a unit", List.of("12 kW", "3.5 kW", "100 kW", "-1 kW")),
                        Arguments.of("true minus signs", List.of("\u22121.5", "2.5", "\u22123", "4")),
                        Arguments.of("exponents", List.of("1e3", "2.5E-2", "-1e+2", "4")))
                .flatMap(form -> SEPARATORS.stream()
                        .flatMap(separator -> Stream.of(true, false)
                                .map(isQuoted -> Arguments.of(form.get()[0], form.get()[1], separator, isQuoted))));
    }

    private static final List<List<Double>> VALUES = List.of(
            List.of(340058.29, 1.5, 12., -0.25),
            List.of(1234567.8, 12.5, 1000., 7.),
            List.of(2380408., 656223., 12., -1000000.),
            List.of(1234., 12., 1234567., 1234.5),
            List.of(12., 3.5, 100., -1.),
            List.of(12., 1234.5, -3., 7.),
            List.of(12., 1234.5, -3.1, 7.),
            List.of(-1.5, 2.5, -3., 4.),
            List.of(1000., 0.025, -100., 4.));

    @ParameterizedTest
    @MethodSource("forms")
    void numbersInOtherFormsAreReadAndToldAlsoInOtherFiles(
            String form, List<String> cells, char separator, boolean isQuoted) {
        List<String> all = new ArrayList<>();
        for (int row = 0; row < ROWS; row++) {
            all.add(cells.get(row % cells.size()));
        }

        Table table = TableReader.csv("a.csv", new Written(separator, isQuoted, all).text());

        double[] values = ((Column.Numbers) table.column("power")).values();
        assertThat(VALUES).contains(List.of(values[0], values[1], values[2], values[3]));
        if (!form.equals("true minus signs") && !form.equals("exponents")) {
            assertThat(table.notes()).anyMatch(note -> note.startsWith("Column 'power' writes numbers with "));
        }
        TableEncoding encoding = TableEncoding.fromJson(
                TableEncoding.fit(table, EncodingRules.defaults()).toJson());
        List<String> few = List.of(cells.get(3), cells.get(2));
        Table other = TableReader.csv("b.csv", new Written(separator, isQuoted, few).text(), encoding.format());
        assertThat(encoding.encode(other).row(0)[0]).isEqualTo((float) values[3]);
        assertThat(encoding.encode(other).row(1)[0]).isEqualTo((float) values[2]);
    }

    private static void assertNumbers(Table table, List<String> cells, int place) {
        for (int row = 0; row < ROWS; row++) {
            if (row != place) {
                assertThat(table.column("power").text(row)).isEqualTo(Decimal.text(Double.parseDouble(cells.get(row))));
            }
        }
    }
}
