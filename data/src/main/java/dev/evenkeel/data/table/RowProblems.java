package dev.evenkeel.data.table;

import dev.evenkeel.EvenkeelException;
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

    void missing(int row, Column column) {
        String reason = "column '" + column.name() + "' is missing";
        if (rule == Rule.REFUSE) {
            throw new EvenkeelException(
                    table.place(row) + ": " + reason + ", and missing values are refused. Impute them "
                            + "when training (--missing impute, Missing.IMPUTE), or complete or remove the row");
        }
        list(row, column, Optional.empty(), reason);
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

    private void list(int row, Column column, Optional<String> value, String reason) {
        if (!unfit[row]) {
            unfit[row] = true;
            problems.add(new RowProblem(row, table.place(row), Optional.of(column.name()), value, reason));
        }
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
