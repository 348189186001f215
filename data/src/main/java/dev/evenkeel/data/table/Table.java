package dev.evenkeel.data.table;

import dev.evenkeel.CheckReturnValue;
import dev.evenkeel.EvenkeelException;
import dev.evenkeel.data.csv.CsvContent;
import dev.evenkeel.data.csv.cell.OtherCells;
import dev.evenkeel.data.csv.number.NumberForm;
import dev.evenkeel.data.csv.number.OddNumber;
import dev.evenkeel.data.table.encoding.TableEncoding;
import dev.evenkeel.text.Suggestion;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Named columns of the same length, and the line of the file on which each row stood. */
@CheckReturnValue
public final class Table {
    private final String name;
    private final List<Column> columns;
    private final int[] lines;
    private final TableRemarks remarks;
    private final Whole whole;

    /** All columns that were read and which of their rows these are, so that a selection of a selection is one of all. */
    private record Whole(List<Column> columns, RowView view) {}

    /**
     * @param name for messages, as the file's name
     * @param lines the line of each row, from 1
     * @throws EvenkeelException if there is no column or row, a name occurs twice, or lengths differ
     */
    public Table(String name, List<? extends Column> columns, int[] lines) {
        this(name, columns, lines.clone(), TableRemarks.NONE);
    }

    /** Of lines that do not change. */
    Table(String name, List<? extends Column> columns, int[] lines, TableRemarks remarks) {
        this(name, columns, lines, remarks, new Whole(List.copyOf(columns), RowView.all(lines.length)));
    }

    private Table(String name, List<? extends Column> columns, int[] lines, TableRemarks remarks, Whole whole) {
        this.remarks = remarks;
        this.name = name;
        this.columns = List.copyOf(columns);
        this.lines = lines;
        this.whole = whole;
        if (columns.isEmpty() || lines.length == 0) {
            throw new EvenkeelException(name + " has " + columns.size() + " columns and " + lines.length
                    + " rows of data: at least one of each is needed");
        }
        Set<String> names = new HashSet<>();
        for (Column column : columns) {
            if (!names.add(column.name())) {
                throw new EvenkeelException(name + " has two columns '" + column.name() + "': rename one of them");
            }
            if (column.size() != lines.length) {
                throw new EvenkeelException(name + ": column '" + column.name() + "' has " + column.size()
                        + " values, but the table has " + lines.length + " rows");
            }
        }
    }

    public String name() {
        return name;
    }

    public int rows() {
        return lines.length;
    }

    public List<Column> columns() {
        return columns;
    }

    public List<String> columnNames() {
        return columns.stream().map(Column::name).toList();
    }

    public Optional<Column> find(String column) {
        return columns.stream()
                .filter(candidate -> candidate.name().equals(column))
                .findFirst();
    }

    /** @throws EvenkeelException that lists the columns there are, if none has this name */
    public Column column(String column) {
        return find(column)
                .orElseThrow(() -> new EvenkeelException(name + " has no column '" + column + "'"
                        + Suggestion.choices(column, "Columns", columnNames())));
    }

    /** The rows at {@code rows}, in that order. Their values are not copied. */
    public Table select(int[] rows) {
        RowView view = whole.view.select(rows.clone());
        int[] selectedLines = new int[rows.length];
        for (int index = 0; index < rows.length; index++) {
            selectedLines[index] = lines[rows[index]];
        }
        return new Table(
                name,
                whole.columns.stream().map(column -> column.select(view.rows())).toList(),
                selectedLines,
                remarks.select(rows),
                new Whole(whole.columns, view));
    }

    /** What people should know about how it was read. */
    public List<String> notes() {
        return remarks.notes();
    }

    /**
     * What stands where a column has no value, as {@code NA}, or what could not be read; none where the cell is empty.
     */
    public Optional<String> written(String column, int row) {
        OtherCells cells = remarks.others().getOrDefault(column, OtherCells.NONE);
        int found = Arrays.binarySearch(cells.rows(), row);
        return found < 0 ? Optional.empty() : Optional.of(cells.texts().get(cells.codes()[found]));
    }

    /** The word for a missing value that stands there, as {@code  ('NA')}; nothing where the cell is empty. */
    public String said(String column, int row) {
        return written(column, row).map(word -> " ('" + word + "')").orElse("");
    }

    /**
     * The cells and rows that cannot be read as what an encoding learnt, row by row, of a table that was read by
     * {@link TableEncoding#format()}. In other tables there are none: such a cell is an error there.
     */
    public List<RowProblem> problems() {
        List<RowProblem> problems = new ArrayList<>();
        for (CsvContent.UnfitRow unfit : remarks.unfit()) {
            problems.add(new RowProblem(
                    unfit.row(),
                    place(unfit.row()),
                    Optional.empty(),
                    Optional.empty(),
                    "the row has " + unfit.values() + (unfit.values() == 1 ? " value" : " values")
                            + ", but the table has " + columns.size() + " columns"));
        }
        for (Column column : columns) {
            OtherCells cells = remarks.others().getOrDefault(column.name(), OtherCells.NONE);
            for (int index = 0; index < cells.rows().length; index++) {
                int code = cells.codes()[index];
                if (!cells.missing()[code]) {
                    problems.add(unreadable(
                            column.name(), cells.rows()[index], cells.texts().get(code)));
                }
            }
        }
        problems.sort(Comparator.comparingInt(RowProblem::row));
        return problems;
    }

    private RowProblem unreadable(String column, int row, String text) {
        NumberForm form = remarks.forms().getOrDefault(column, NumberForm.PLAIN);
        return new RowProblem(
                row,
                place(row),
                Optional.of(column),
                Optional.of(text),
                "column '" + column + "' has '" + text + "', but it needs a finite decimal number"
                        + OddNumber.hintOfLearnt(text, form)
                                .map(hint -> " (" + hint + ")")
                                .orElse(""));
    }

    /** Why a column only numbers or names the rows, if it does. */
    public Optional<String> key(String column) {
        return Optional.ofNullable(remarks.keys().get(column)).filter(reason -> !reason.isEmpty());
    }

    /** Whether a column goes up by one from row to row of the file. */
    public boolean countsRows(String column) {
        return remarks.keys().containsKey(column);
    }

    public TableRemarks remarks() {
        return remarks;
    }

    /** Where a row stands, as {@code wine.arff line 130}. */
    public String place(int row) {
        return name + " " + remarks.counted() + " " + lines[row];
    }

    /** The line of each row; not to be changed. */
    public int[] lines() {
        return lines;
    }
}
