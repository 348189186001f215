package dev.evenkeel.data.table;

import java.util.Optional;

/**
 * Why a row of a table cannot be an input.
 *
 * @param row counted from 0
 * @param place where it stands, as {@code wine.csv line 130}
 * @param column the first that is unfit; none if it is the row as a whole
 * @param value what stands there; empty where it is missing
 * @param reason as {@code column 'age' is missing}
 */
public record RowProblem(int row, String place, Optional<String> column, Optional<String> value, String reason) {
    /** As {@code wine.csv line 130: column 'age' is missing}. */
    @Override
    public String toString() {
        return place + ": " + reason;
    }
}
