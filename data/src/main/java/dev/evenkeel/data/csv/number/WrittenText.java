package dev.evenkeel.data.csv.number;

/**
 * A text that occurs in a column.
 *
 * @param isQuoted whether it stands in quotes
 * @param count how often
 * @param row where first
 */
public record WrittenText(String text, boolean isQuoted, int count, int row) {}
