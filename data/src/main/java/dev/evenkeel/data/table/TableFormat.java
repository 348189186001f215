package dev.evenkeel.data.table;

import dev.evenkeel.CheckReturnValue;
import dev.evenkeel.data.csv.CsvSettings;
import dev.evenkeel.data.csv.Separator;
import dev.evenkeel.data.csv.number.DecimalMark;
import dev.evenkeel.data.csv.number.MissingWords;
import dev.evenkeel.data.csv.number.NumberForm;
import dev.evenkeel.data.table.encoding.TableEncoding;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * How a CSV file is written, as far as it is not to be found out from the file: what a person says, and what an encoding
 * has learnt ({@link TableEncoding#format()}), so that other files are read in the same way.
 *
 * <pre>{@code
 * TableFormat format = TableFormat.automatic().missingWords("NA", "-999").text("zip");
 * }</pre>
 */
@CheckReturnValue
public final class TableFormat {
    private static final TableFormat AUTOMATIC = new TableFormat(
            new CsvSettings(
                    Optional.empty(),
                    CsvSettings.Header.AUTOMATIC,
                    DecimalMark.AUTOMATIC,
                    MissingWords.USUAL,
                    Set.of(),
                    Map.of(),
                    CsvSettings.Rules.LEARN),
            Set.of());

    private final CsvSettings settings;
    private final Set<Integer> widths;

    private TableFormat(CsvSettings settings, Set<Integer> widths) {
        this.settings = settings;
        this.widths = Set.copyOf(widths);
    }

    /** Everything is found out. */
    public static TableFormat automatic() {
        return AUTOMATIC;
    }

    /**
     * One character of ASCII separates the values of a line; a blank stands for any run of blanks and tabs.
     *
     * @throws dev.evenkeel.EvenkeelException if it is a letter, digit, quote or none of ASCII
     */
    public TableFormat separator(char mark) {
        return with(new CsvSettings(
                Optional.of(new Separator(mark)),
                settings.header(),
                settings.decimal(),
                settings.missing(),
                settings.texts(),
                settings.numbers(),
                settings.rules()));
    }

    /** The first line names the columns, even if its names look like data. */
    public TableFormat header() {
        return with(CsvSettings.Header.PRESENT);
    }

    /** The first line is data; the columns are called {@code column 1} and so on. */
    public TableFormat noHeader() {
        return with(CsvSettings.Header.ABSENT);
    }

    /** Numbers have a point before their fraction; commas stand between thousands. */
    public TableFormat decimalPoint() {
        return with(DecimalMark.POINT);
    }

    /** Numbers have a comma before their fraction; points stand between thousands. */
    public TableFormat decimalComma() {
        return with(DecimalMark.COMMA);
    }

    /**
     * These words alone stand for missing values, spelled so; an empty cell always does. A word in double quotes also
     * counts where it stands in quotes.
     */
    public TableFormat missingWords(String... words) {
        return with(MissingWords.of(List.of(words)));
    }

    /** These columns are text, even if they hold numbers. */
    public TableFormat text(String... columns) {
        Set<String> texts = new HashSet<>(settings.texts());
        texts.addAll(List.of(columns));
        return with(texts, settings.numbers(), settings.rules());
    }

    /** These columns are of known types; cells that are not are errors. */
    TableFormat types(Map<String, ColumnType> types) {
        Set<String> texts = new HashSet<>(settings.texts());
        Map<String, NumberForm> numbers = new HashMap<>(settings.numbers());
        types.forEach((column, type) -> {
            if (type instanceof ColumnType.Numeric) {
                numbers.putIfAbsent(column, NumberForm.PLAIN);
            } else if (!(type instanceof ColumnType.Inferred)) {
                texts.add(column);
            }
        });
        return with(texts, numbers, settings.rules());
    }

    /** For other files of the same kind, whose cells and lines that do not fit are kept as such. */
    @SuppressWarnings("exports")
    public TableFormat learnt(Set<String> texts, Map<String, NumberForm> numbers, Set<Integer> columns) {
        return new TableFormat(with(texts, numbers, CsvSettings.Rules.APPLY).settings, columns);
    }

    TableFormat with(DecimalMark decimal) {
        return with(new CsvSettings(
                settings.separator(),
                settings.header(),
                decimal,
                settings.missing(),
                settings.texts(),
                settings.numbers(),
                settings.rules()));
    }

    TableFormat with(MissingWords missing) {
        return with(new CsvSettings(
                settings.separator(),
                settings.header(),
                settings.decimal(),
                missing,
                settings.texts(),
                settings.numbers(),
                settings.rules()));
    }

    private TableFormat with(CsvSettings.Header header) {
        return with(new CsvSettings(
                settings.separator(),
                header,
                settings.decimal(),
                settings.missing(),
                settings.texts(),
                settings.numbers(),
                settings.rules()));
    }

    private TableFormat with(Set<String> texts, Map<String, NumberForm> numbers, CsvSettings.Rules rules) {
        return with(new CsvSettings(
                settings.separator(),
                settings.header(),
                settings.decimal(),
                settings.missing(),
                texts,
                numbers,
                rules));
    }

    private TableFormat with(CsvSettings changed) {
        return new TableFormat(changed, widths);
    }

    /** The settings themselves, for this module. */
    @SuppressWarnings("exports")
    public CsvSettings settings() {
        return settings;
    }

    /** How many columns a file without names may have; empty for any number. */
    public Set<Integer> widths() {
        return widths;
    }

    boolean keepsWhatDoesNotFit() {
        return settings.rules() == CsvSettings.Rules.APPLY;
    }
}
