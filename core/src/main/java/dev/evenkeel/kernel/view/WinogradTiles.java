package dev.evenkeel.kernel.view;

/**
 * Transformed tiles of images: for each of {@value #ELEMENTS} elements a matrix {@code [tiles, channels]}. Reused by one
 * thread.
 */
public final class WinogradTiles {
    /** Elements of a tile of 4 x 4, numbered line by line. */
    public static final int ELEMENTS = 16;

    /** Between two matrices, so that the elements of a tile do not meet in the same sets of a cache. */
    private static final int GAP = 16;

    private final float[] values;
    private final int channels;
    private final int elementStride;
    private int firstColumn;
    private int columns;

    /** Room for so many tiles of so many channels. */
    public WinogradTiles(int tiles, int channels) {
        this.channels = channels;
        elementStride = Math.addExact(Math.multiplyExact(tiles, channels), GAP);
        values = new float[Math.multiplyExact(ELEMENTS, elementStride)];
        columns = channels;
    }

    /** Sets that only the columns {@code [from, to)} are written to an image. */
    public WinogradTiles columns(int from, int to) {
        firstColumn = from;
        columns = to;
        return this;
    }

    /** All elements. */
    public float[] values() {
        return values;
    }

    /** Channels of a tile. */
    public int channels() {
        return channels;
    }

    /** From one element of a tile to the next. */
    public int elementStride() {
        return elementStride;
    }

    /** The first column that is written to an image. */
    public int firstColumn() {
        return firstColumn;
    }

    /** Behind the last column that is written to an image. */
    public int columns() {
        return columns;
    }
}
