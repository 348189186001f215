package dev.evenkeel.data.csv;

import java.util.List;
import java.util.Set;

/**
 * What a CSV text holds.
 *
 * @param unnamed the columns to which the first line gives no name
 * @param lines the line of each row
 * @param unfit the rows with too many or too few values, where those are kept
 * @param notes what people should know about how it was read
 */
public record CsvContent(
        List<CsvColumn> columns, Set<String> unnamed, int[] lines, List<UnfitRow> unfit, List<String> notes) {
    /** A row that has not as many values as there are columns. */
    public record UnfitRow(int row, int values) {}
}
