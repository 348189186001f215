package dev.evenkeel.kernel.view;

/**
 * Transformed tiles of images: for each of {@value #ELEMENTS} elements a matrix {@code [tiles, channels]}, row by row or register
 * by register of channels. Reused by one thread.
 */
public final class WinogradTiles {
    /** Elements of a tile of 4 x 4, numbered line by line. */
    public static final int ELEMENTS = 16;

    /** Between two matrices, so that the elements of a tile do not meet in the same sets of a cache. */
    private static final int GAP = 16;

    private final float[] values;
    private final int channels;
    private final int elementStride;
    private final int tileStride;
    private final int registerStride;
    private int firstColumn;
    private int columns;

    private WinogradTiles(float[] values, int channels, int elementStride, int tileStride, int registerStride) {
        this.values = values;
        this.channels = channels;
        this.elementStride = elementStride;
        this.tileStride = tileStride;
        this.registerStride = registerStride;
        columns = channels;
    }

    /** Room for so many tiles of so many channels, row by row, for loops that take {@code lanes} channels at a time. */
    public static WinogradTiles rows(int tiles, int channels, int lanes) {
        int elementStride = Math.addExact(Math.multiplyExact(tiles, channels), GAP);
        float[] values = new float[Math.multiplyExact(ELEMENTS, elementStride)];
        return new WinogradTiles(values, channels, elementStride, channels, lanes);
    }

    /** The same room, register by register: the first channels of all tiles, then those behind them. */
    public WinogradTiles registers() {
        return new WinogradTiles(values, channels, elementStride, registerStride, tiles() * registerStride);
    }

    private int tiles() {
        return (elementStride - GAP) / Math.max(1, channels);
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
