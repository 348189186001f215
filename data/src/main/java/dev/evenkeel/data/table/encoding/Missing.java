package dev.evenkeel.data.table.encoding;

/** What becomes of missing values in the columns that are read; a missing target is always refused. */
public enum Missing {
    /** They are an error that names the first. */
    REFUSE,
    /** A number becomes the median of its column's training rows, a category their most frequent. */
    IMPUTE
}
