package dev.evenkeel.data.table;

import java.util.List;

/** What the values of a column are, before they are read. */
public sealed interface ColumnType {
    /** Numbers if every value that is not missing is one, else text. */
    record Inferred() implements ColumnType {}

    /** Numbers. */
    record Numeric() implements ColumnType {}

    /** Categories: whatever occurs. */
    record Text() implements ColumnType {}

    /** Categories, one of a list. */
    record Nominal(List<String> categories) implements ColumnType {
        public Nominal {
            categories = List.copyOf(categories);
        }
    }
}
