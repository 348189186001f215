package dev.evenkeel.kernel.view;

import java.util.stream.IntStream;

/**
 * The tables of a gathered product: element {@code (i, k)} of A lies {@code rows[i] + depths[k]} floats behind its start, row
 * i of C {@code results[i]}.
 *
 * @param rows of A, for all images of a block, image after image
 * @param depths of A: taps, and channels within each
 * @param results rows of C
 * @param taps which taps of the window {@code depths} goes through
 * @param runEnds behind which depths a run of neighbours ends, as the channels of taps in one line, ascending
 */
public record Gather(int[] rows, int[] depths, int[] results, int[] taps, int[] runEnds) {
    /** Tables whose runs are found. */
    public static Gather of(int[] rows, int[] depths, int[] results, int[] taps) {
        int[] runEnds = IntStream.rangeClosed(1, depths.length)
                .filter(k -> k == depths.length || depths[k] != depths[k - 1] + 1)
                .toArray();
        return new Gather(rows, depths, results, taps, runEnds);
    }

    /** Rows of one of so many images. */
    public int rowsPerImage(int images) {
        return rows.length / images;
    }
}
