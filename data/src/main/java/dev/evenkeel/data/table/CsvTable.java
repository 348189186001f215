package dev.evenkeel.data.table;

import dev.evenkeel.EvenkeelException;
import dev.evenkeel.data.csv.CsvColumn;
import dev.evenkeel.data.csv.CsvContent;
import dev.evenkeel.data.csv.CsvText;
import dev.evenkeel.data.csv.cell.OtherCells;
import dev.evenkeel.data.csv.number.NumberForm;
import dev.evenkeel.data.file.HeapLimit;
import dev.evenkeel.data.file.PlainOrGzip;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;

/** One CSV text on its way to a table. */
final class CsvTable {
    private final TableSource source;
    private final TableFormat format;

    CsvTable(TableSource source, TableFormat format) {
        this.source = source;
        this.format = format;
    }

    Table read() {
        CsvContent content = CsvText.read(source.name(), new Opened(source), format.settings());
        Map<String, NumberForm> forms = new HashMap<>();
        Map<String, OtherCells> others = new HashMap<>();
        List<Column> columns = new ArrayList<>();
        Set<String> names = new HashSet<>();
        for (CsvColumn column : content.columns()) {
            String name = names.add(column.name()) || isRead(column.name())
                    ? column.name()
                    : column.name() + " (column " + (columns.size() + 1) + ")";
            if (column instanceof CsvColumn.Numbers numbers) {
                columns.add(new Column.Numbers(name, numbers.values()));
                others.put(name, numbers.others());
                if (!numbers.form().isPlain()) {
                    forms.put(name, numbers.form());
                }
            } else if (column instanceof CsvColumn.Texts texts) {
                columns.add(new Column.Categories(name, texts.texts(), texts.codes(), Column.Origin.OBSERVED));
                others.put(name, texts.missing());
            }
        }
        requireWidth(columns.size());
        TableRemarks remarks = new TableRemarks(
                content.notes(),
                format,
                Map.copyOf(forms),
                others,
                content.unfit(),
                RowKeys.of(columns, content.unnamed()),
                TableRemarks.LINES);
        Table table = new Table(source.name(), columns, content.lines(), remarks);
        if (!format.keepsWhatDoesNotFit()) {
            table.problems().stream().findFirst().ifPresent(problem -> {
                throw new EvenkeelException(problem.toString());
            });
        }
        return withoutEmptyEnd(table);
    }

    /** Whether a column matters: where it is known which do, others may have one name, as they are not looked at. */
    private boolean isRead(String column) {
        boolean isKnown = format.keepsWhatDoesNotFit()
                && !(format.settings().texts().isEmpty()
                        && format.settings().numbers().isEmpty());
        return !isKnown
                || format.settings().texts().contains(column)
                || format.settings().numbers().containsKey(column);
    }

    /** Spreadsheets leave lines of nothing but separators at the end. */
    private static Table withoutEmptyEnd(Table table) {
        int rows = table.rows();
        while (rows > 1 && isEmpty(table, rows - 1)) {
            rows--;
        }
        return rows == table.rows()
                ? table
                : table.select(IntStream.range(0, rows).toArray());
    }

    private static boolean isEmpty(Table table, int row) {
        return table.columns().stream()
                .allMatch(column -> column.isMissing(row)
                        && table.written(column.name(), row).isEmpty());
    }

    /** Columns without names are told by their place, so there must be as many as were learnt; a last target may lack. */
    private void requireWidth(int columns) {
        if (!format.widths().isEmpty() && !format.widths().contains(columns)) {
            throw new EvenkeelException(source.name() + " has " + columns + " columns, but "
                    + Collections.max(format.widths())
                    + " were learnt from, without names: they are told by their place, so all must be there");
        }
    }

    /** The source as the reader of CSV opens it. */
    private record Opened(TableSource source) implements CsvText.Opening {
        @Override
        public <T> T read(Reading<T> reading) {
            PlainOrGzip.Reading<T> adapted = reading::from;
            return source.read(adapted);
        }

        @Override
        public HeapLimit limit() {
            return source.limit();
        }
    }
}
