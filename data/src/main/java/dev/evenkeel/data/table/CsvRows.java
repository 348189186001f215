package dev.evenkeel.data.table;

import dev.evenkeel.data.csv.CsvSettings;
import dev.evenkeel.data.csv.Separator;
import dev.evenkeel.data.csv.number.NumberForm;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Objects;

/**
 * Rows that a program was given, as a CSV file that an encoding reads as it read them: with its columns and separator, its numbers in
 * the form that was learnt.
 */
public final class CsvRows {
    private static final String OTHER_SEPARATORS = ";|\t ";
    private static final String NUMBERED = "column ";

    private final TableFormat format;
    private final List<String> columns;
    private final char separator;

    /**
     * Rows of an encoding.
     *
     * @param format {@link dev.evenkeel.data.table.encoding.TableEncoding#format()}
     * @param columns {@link dev.evenkeel.data.table.encoding.TableEncoding#columns()}
     */
    public CsvRows(TableFormat format, List<String> columns) {
        this.format = format;
        this.columns = List.copyOf(columns);
        separator = format.settings().separator().map(Separator::mark).orElse(',');
    }

    /**
     * Whether a file of these columns alone can be read again: not where blanks separate values, so that none can be missing, or
     * where columns have no names and the target stands among them.
     */
    public boolean canBeRead() {
        return separator != ' ' && (isNamed() || format.widths().size() == 2);
    }

    private boolean isNamed() {
        return format.settings().header() != CsvSettings.Header.ABSENT;
    }

    /** The first row of some columns as a file would write it, in the order of the columns. */
    public List<String> cells(GivenColumns given) {
        return columns.stream()
                .map(column ->
                        cell(column, Objects.requireNonNull(given.columns().get(column))))
                .toList();
    }

    private String cell(String column, GivenColumns.Values values) {
        if (values instanceof GivenColumns.Texts texts) {
            return texts.texts().get(0);
        }
        double value = ((GivenColumns.Numbers) values).values()[0];
        if (Double.isNaN(value)) {
            return "";
        }
        NumberForm form = format.settings().numbers().getOrDefault(column, NumberForm.PLAIN);
        return form.prefix() + Decimal.text(value).replace('.', form.decimal()) + form.suffix();
    }

    /** Writes rows of cells, below the columns' names where these have any. */
    public void write(List<List<String>> rows, OutputStream target) throws IOException {
        Writer writer = new BufferedWriter(new OutputStreamWriter(target, StandardCharsets.UTF_8));
        if (rows.stream().anyMatch(this::isAmbiguous) || isAmbiguous(columns)) {
            writer.append("sep=").append(separator).append('\n');
        }
        if (isNamed()) {
            line(columns, writer);
        }
        for (List<String> row : rows) {
            line(isNamed() ? row : placed(row), writer);
        }
        writer.flush();
    }

    /** Whether something in these cells looks like another separator. */
    private boolean isAmbiguous(List<String> cells) {
        return format.settings().separator().isEmpty()
                && cells.stream()
                        .anyMatch(cell -> cell.chars().anyMatch(character -> OTHER_SEPARATORS.indexOf(character) >= 0));
    }

    /** A row with each cell at the number of its column; what is not read is empty. */
    private List<String> placed(List<String> row) {
        List<String> placed = new ArrayList<>(Collections.nCopies(Collections.min(format.widths()), ""));
        for (int index = 0; index < row.size(); index++) {
            placed.set(Integer.parseInt(columns.get(index).substring(NUMBERED.length())) - 1, row.get(index));
        }
        return placed;
    }

    private void line(List<String> cells, Writer writer) throws IOException {
        for (int index = 0; index < cells.size(); index++) {
            if (index > 0) {
                writer.append(separator);
            }
            String cell = cells.get(index);
            boolean isQuoted = cell.indexOf(separator) >= 0
                    || cell.indexOf('"') >= 0
                    || cell.indexOf('\n') >= 0
                    || cell.indexOf('\r') >= 0
                    || cell.isEmpty() && cells.size() == 1;
            writer.append(isQuoted ? "\"" + cell.replace("\"", "\"\"") + "\"" : cell);
        }
        writer.append('\n');
    }
}
