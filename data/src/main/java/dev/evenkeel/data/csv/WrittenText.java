package dev.evenkeel.data.csv;

/**
 * A text that occurs in a column.
 *
 * @param isQuoted whether it stands in quotes
 * @param count how often
 * @param row where first
 */
record WrittenText(String text, boolean isQuoted, int count, int row) {}
