package dev.evenkeel.data.table;

import dev.evenkeel.data.csv.CsvContent;
import dev.evenkeel.data.csv.cell.OtherCells;
import dev.evenkeel.data.csv.number.NumberForm;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * What is known of a table beside its values.
 *
 * @param notes what people should know about how it was read
 * @param format how it was read
 * @param forms in which its numbers are written, where not plainly
 * @param others by column, what stands where it has no value
 * @param unfit rows with too many or too few values
 * @param keys columns that only number or name the rows, and why
 * @param counted what the numbers of its rows count: lines of a file, or rows
 */
@SuppressWarnings("exports")
public record TableRemarks(
        List<String> notes,
        TableFormat format,
        Map<String, NumberForm> forms,
        Map<String, OtherCells> others,
        List<CsvContent.UnfitRow> unfit,
        Map<String, String> keys,
        String counted) {
    /** The lines of a file. */
    static final String LINES = "line";

    static final TableRemarks NONE =
            new TableRemarks(List.of(), TableFormat.automatic(), Map.of(), Map.of(), List.of(), Map.of(), LINES);

    /** Of a table of which nothing but this is to be said. */
    static TableRemarks of(List<String> notes) {
        return new TableRemarks(List.copyOf(notes), NONE.format, Map.of(), Map.of(), List.of(), Map.of(), LINES);
    }

    TableRemarks select(int[] rows) {
        Map<String, OtherCells> selected = new HashMap<>();
        others.forEach((column, cells) -> selected.put(column, select(cells, rows)));
        Map<Integer, Integer> values = new HashMap<>();
        unfit.forEach(found -> values.put(found.row(), found.values()));
        List<CsvContent.UnfitRow> kept = java.util.stream.IntStream.range(0, values.isEmpty() ? 0 : rows.length)
                .filter(row -> values.containsKey(rows[row]))
                .mapToObj(row -> new CsvContent.UnfitRow(row, values.getOrDefault(rows[row], 0)))
                .toList();
        return new TableRemarks(notes, format, forms, selected, kept, keys, counted);
    }

    private static OtherCells select(OtherCells cells, int[] rows) {
        int[] newRows = new int[rows.length];
        int[] codes = new int[rows.length];
        int size = 0;
        for (int row = 0; row < rows.length; row++) {
            int found = Arrays.binarySearch(cells.rows(), rows[row]);
            if (found >= 0) {
                newRows[size] = row;
                codes[size++] = cells.codes()[found];
            }
        }
        return new OtherCells(Arrays.copyOf(newRows, size), Arrays.copyOf(codes, size), cells.texts(), cells.missing());
    }
}
