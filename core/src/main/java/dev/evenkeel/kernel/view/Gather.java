package dev.evenkeel.kernel.view;

/**
 * The tables of a gathered product: element {@code (i, k)} of A lies {@code rows[i] + depths[k]} floats behind its start, row
 * i of C {@code results[i]}.
 *
 * @param rows of A, for all images of a block, image after image
 * @param depths of A: taps, and channels within each
 * @param results rows of C
 * @param taps which taps of the window {@code depths} goes through
 */
public record Gather(int[] rows, int[] depths, int[] results, int[] taps) {
    /** Rows of one of so many images. */
    public int rowsPerImage(int images) {
        return rows.length / images;
    }
}
