package dev.evenkeel.data.csv.cell;

import java.util.List;

/**
 * Cells that hold no value of their column.
 *
 * @param rows ascending
 * @param codes for each row the index of its text
 * @param texts the distinct texts
 * @param missing for each text, whether it is a word for a missing value; else it cannot be read
 */
public record OtherCells(int[] rows, int[] codes, List<String> texts, boolean[] missing) {
    /** None. */
    public static final OtherCells NONE = new OtherCells(new int[0], new int[0], List.of(), new boolean[0]);
}
