package dev.evenkeel.kernel.view;

import java.util.Arrays;

/**
 * Transformed tiles of images: for each of {@value #ELEMENTS} elements a matrix {@code [tiles, channels]}, row by row or register
 * by register of channels. Reused by one thread.
 */
public final class WinogradTiles {
    /** Elements of a tile of 4 x 4, numbered line by line. */
    public static final int ELEMENTS = 16;

    /** Tiles come in multiples of it, which all tiles of products divide. */
    private static final int MULTIPLE = 48;

    /** Between two matrices, so that the elements of a tile do not meet in the same sets of a cache. */
    private static final int GAP = 16;

    private final float[] values;
    private final int channels;
    private final int elementStride;
    private final int tileStride;
    private final int registerStride;
    private final int[] tileOffsets;
    private int firstColumn;
    private int columns;

    private WinogradTiles(float[] values, int channels, int elementStride, int tileStride, int registerStride) {
        this.values = values;
        this.channels = channels;
        this.elementStride = elementStride;
        this.tileStride = tileStride;
        this.registerStride = registerStride;
        tileOffsets = new int[(elementStride - GAP) / Math.max(1, channels)];
        Arrays.setAll(tileOffsets, tile -> tile * tileStride);
        columns = channels;
    }

    /**
     * Room for so many tiles of so many channels, or a few more, row by row, for loops that take {@code lanes} channels at a time.
     */
    public static WinogradTiles rows(int tiles, int channels, int lanes) {
        int room = (tiles + MULTIPLE - 1) / MULTIPLE * MULTIPLE;
        int elementStride = Math.addExact(Math.multiplyExact(room, channels), GAP);
        float[] values = new float[Math.multiplyExact(ELEMENTS, elementStride)];
        return new WinogradTiles(values, channels, elementStride, channels, lanes);
    }

    /** The same room, register by register: the first channels of all tiles, then those behind them. */
    public WinogradTiles registers() {
        return new WinogradTiles(values, channels, elementStride, registerStride, tileOffsets.length * registerStride);
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

    /** From one tile to the next. */
    public int tileStride() {
        return tileStride;
    }

    /** Where the tiles of an element stand. */
    public int[] tileOffsets() {
        return tileOffsets;
    }

    /** From the channels that fill a register to those behind them. */
    public int registerStride() {
        return registerStride;
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
