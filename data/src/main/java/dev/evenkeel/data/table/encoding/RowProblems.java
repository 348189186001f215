package dev.evenkeel.data.table.encoding;

import dev.evenkeel.EvenkeelException;
import dev.evenkeel.data.table.Column;
import dev.evenkeel.data.table.RowProblem;
import dev.evenkeel.data.table.Table;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What becomes of values that are unfit: the first is an error, or the rows that have some are listed. */
final class RowProblems {
    /** What happens at an unfit value. */
    enum Rule {
        REFUSE,
        LIST
    }

    private final Table table;
    private final Rule rule;
    private final boolean[] unfit;
    private final List<RowProblem> problems = new ArrayList<>();

    RowProblems(Table table, Rule rule) {
        this.table = table;
        this.rule = rule;
        this.unfit = new boolean[table.rows()];
    }

    /** What the reader could not read in the columns that matter. */
    void unreadable(List<String> columns) {
        List<RowProblem> found = table.problems().stream()
                .filter(problem -> problem.column().isEmpty()
                        || columns.contains(problem.column().get()))
                .toList();
        if (rule == Rule.REFUSE && !found.isEmpty()) {
            long rows = found.stream().map(RowProblem::row).distinct().count();
            throw new EvenkeelException(found.get(0)
                    + (rows > 1
                            ? ". " + (rows - 1) + (rows == 2 ? " other row has" : " other rows have")
                                    + " such cells too"
                            : ""));
        }
        found.forEach(this::add);
    }

    void missing(int row, Column column) {
        String reason = "column '" + column.name() + "' is missing" + table.said(column.name(), row);
        if (rule == Rule.REFUSE) {
            throw new EvenkeelException(
                    table.place(row) + ": " + reason + ", and missing values are refused. Impute them "
                            + "when training (--missing impute, Missing.IMPUTE), or complete or remove the row"
                            + (column instanceof Column.Categories
                                    ? table.written(column.name(), row)
                                            .map(RowProblems::asValue)
                                            .orElse("")
                                    : ""));
        }
        list(row, column, Optional.empty(), reason);
    }

    /** What to do if a word for a missing value is a value, as the end of a sentence. */
    static String asValue(String word) {
        return word.equals("?")
                ? ""
                : "; if '" + word
                        + "' is a value, write it in double quotes, or say --missing-words with the words that are "
                        + "missing values (TableFormat.missingWords)";
    }

    /** @param wanted what was needed instead, as a clause */
    void unfit(int row, Column column, String wanted) {
        String value = column.text(row);
        String reason = "column '" + column.name() + "' has '" + value + "', " + wanted;
        if (rule == Rule.REFUSE) {
            throw new EvenkeelException(table.place(row) + ": " + reason);
        }
        list(row, column, Optional.of(value), reason);
    }

    /** A problem that was found elsewhere; to be listed. */
    void add(RowProblem problem) {
        if (!unfit[problem.row()]) {
            unfit[problem.row()] = true;
            problems.add(problem);
        }
    }

    private void list(int row, Column column, Optional<String> value, String reason) {
        add(new RowProblem(row, table.place(row), Optional.of(column.name()), value, reason));
    }

    boolean isUnfit(int row) {
        return unfit[row];
    }

    /** The first of each row, in the order of the rows. */
    List<RowProblem> inOrder() {
        return problems.stream()
                .sorted((one, other) -> Integer.compare(one.row(), other.row()))
                .toList();
    }
}
