package dev.evenkeel.data.csv;

import dev.evenkeel.data.csv.cell.CompactNumbers;
import dev.evenkeel.data.csv.cell.OtherCells;
import dev.evenkeel.data.csv.number.NumberForm;
import java.util.List;

/** A column of a CSV text, read. */
public sealed interface CsvColumn {
    String name();

    /** What people should know about how it was read. */
    List<ColumnNote> notes();

    /**
     * Numbers; {@code NaN} where there is none.
     *
     * @param others what the cells without a number hold; of an empty cell nothing
     */
    record Numbers(String name, CompactNumbers values, NumberForm form, OtherCells others, List<ColumnNote> notes)
            implements CsvColumn {}

    /**
     * Texts.
     *
     * @param texts the distinct ones, sorted
     * @param codes each row's index into {@code texts}, -1 where it is missing
     * @param missing the words of missing cells
     */
    record Texts(String name, List<String> texts, int[] codes, OtherCells missing, List<ColumnNote> notes)
            implements CsvColumn {}
}
