package dev.evenkeel.data.table.encoding;

/**
 * A column of a table among the inputs of its rows.
 *
 * @param first its first input
 * @param width 1 for a number, else one input for each category, of which at most one is not 0
 */
public record InputColumn(String name, int first, int width) {}
