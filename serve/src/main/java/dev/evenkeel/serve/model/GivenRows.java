package dev.evenkeel.serve.model;

import dev.evenkeel.data.table.GivenColumns;

/** The rows of a table as a request gave them, before they were encoded. */
@FunctionalInterface
public interface GivenRows {
    /** The columns of one row, by its place. */
    GivenColumns row(int place);
}
