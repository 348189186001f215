package dev.evenkeel.data.table;

import dev.evenkeel.CheckReturnValue;
import dev.evenkeel.EvenkeelException;
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

    /**
     * @param name for messages, as the file's name
     * @param lines the line of each row, from 1
     * @throws EvenkeelException if there is no column or row, a name occurs twice, or lengths differ
     */
    public Table(String name, List<? extends Column> columns, int[] lines) {
        this.name = name;
        this.columns = List.copyOf(columns);
        this.lines = lines.clone();
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
                .orElseThrow(() -> new EvenkeelException(name + " has no column '" + column + "', only "
                        + ColumnBuilder.shown(columnNames())
                        + columnNames().stream()
                                .filter(column::equalsIgnoreCase)
                                .findFirst()
                                .map(near -> ". Did you mean '" + near + "'?")
                                .orElse("")));
    }

    /** The rows at {@code rows}, in that order. */
    public Table select(int[] rows) {
        int[] selectedLines = new int[rows.length];
        for (int index = 0; index < rows.length; index++) {
            selectedLines[index] = lines[rows[index]];
        }
        return new Table(
                name, columns.stream().map(column -> column.select(rows)).toList(), selectedLines);
    }

    /** Where a row stands, as {@code wine.arff line 130}. */
    public String place(int row) {
        return name + " line " + lines[row];
    }

    /** The line of each row; not to be changed. */
    int[] lines() {
        return lines;
    }
}
