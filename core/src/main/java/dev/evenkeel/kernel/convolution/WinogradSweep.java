package dev.evenkeel.kernel.convolution;

import dev.evenkeel.kernel.Kernels;
import dev.evenkeel.kernel.view.Epilogue;
import dev.evenkeel.kernel.view.WinogradTiles;
import dev.evenkeel.kernel.window.Axis;
import dev.evenkeel.kernel.window.Grid;
import java.util.Arrays;

/**
 * A window of 3 x 3 that moves in steps of 1 over images with padding around them, by {@link dev.evenkeel.kernel.Winograd}'s
 * transforms: tiles are transformed, multiplied by transformed weights in one product for each element, and transformed
 * back, some tiles at a time, which stay in the cache. Immutable. Tiles do not reach from one image into another, so the bits
 * of an image depend on no other.
 */
final class WinogradSweep {
    /** Lines and points of a tile's results. */
    static final int TILE = 2;

    private static final int WINDOW = 3;
    private static final int MIN_CHANNELS = 32;
    /** Vector loops take so many channels at a time, of one register. */
    private static final int MIN_LANES = 4;
    /** Transformed weights, 256 MiB, of which training holds several; more are multiplied as they are. */
    private static final int MAX_WEIGHTS = 1 << 26;

    private static final int ELEMENTS = WinogradTiles.ELEMENTS;
    /** About so many floats of transformed tiles one thread works on at a time, unless {@link #RUN} tiles take more. */
    private static final int RUN_FLOATS = 3 << 15;
    /** Tiles come in multiples of it: fewer do not repay reading the weights. */
    private static final int RUN = 24;

    private final Kernels kernels;
    private final PaddedImages images;
    private final int lines;
    private final int points;
    private final int read;
    private final int written;
    private final int tileLines;
    private final int tilePoints;
    private final int run;

    /** From padded images of so many channels to images of {@code lines x points x written}. */
    WinogradSweep(Kernels kernels, PaddedImages images, int lines, int points, int read, int written) {
        this.kernels = kernels;
        this.images = images;
        this.lines = lines;
        this.points = points;
        this.read = read;
        this.written = written;
        tileLines = tiles(lines);
        tilePoints = tiles(points);
        run = tilesPerRun(read, written);
    }

    /**
     * Whether it computes such a convolution: a window of 3 x 3 in steps of 1 over images, and as many channels as repay the
     * transforms.
     */
    static boolean suits(Kernels kernels, Grid grid, int inputs, int outputs, int groups) {
        return groups == 1
                && grid.planes().equals(Axis.POINT)
                && suits(grid.lines())
                && suits(grid.points())
                && Math.min(inputs, outputs) >= MIN_CHANNELS
                && (kernels.lanes() == 1 || kernels.lanes() >= MIN_LANES)
                && inputs % kernels.lanes() == 0
                && outputs % kernels.lanes() == 0
                && (long) ELEMENTS * inputs * outputs <= MAX_WEIGHTS;
    }

    private static boolean suits(Axis axis) {
        return axis.size() == WINDOW
                && axis.stride() == 1
                && axis.dilation() == 1
                && axis.before() >= 0
                && axis.before() < WINDOW
                && axis.after() >= 0
                && axis.after() < WINDOW;
    }

    /** Positions of an axis with the padding from which whole tiles of so many results are read. */
    static int paddedExtent(int results) {
        return TILE * tiles(results) + WINDOW - 1;
    }

    /** How many tiles cover so many positions of an axis. */
    static int tiles(int positions) {
        return (positions + TILE - 1) / TILE;
    }

    private static int tilesPerRun(int read, int written) {
        return Math.max(1, RUN_FLOATS / ELEMENTS / (read + written) / RUN) * RUN;
    }

    /** Memory for one thread. */
    WinogradMemory memory() {
        return new WinogradMemory(kernels, run, read, written);
    }

    /** How many tiles so many images have. */
    int count(int imageCount) {
        return imageCount * tilesPerImage();
    }

    /** How many tiles are computed at once. */
    int run() {
        return run;
    }

    private int tilesPerImage() {
        return tileLines * tilePoints;
    }

    /**
     * Computes the tiles {@code [from, to)} of images and the columns of {@code memory.written}.
     *
     * @param packed the transformed weights
     */
    void convolve(WinogradMemory memory, int from, int to, float[] packed, Epilogue epilogue) {
        for (int first = from; first < to; first += run) {
            int count = Math.min(run, to - first);
            transformInputs(memory, first, count, memory.read);
            kernels.winograd().multiply(memory.read, count, packed, memory.written);
            for (int tile = 0; tile < count; tile++) {
                writeTile(memory, first + tile, tile, epilogue);
            }
        }
    }

    private void transformInputs(WinogradMemory memory, int first, int count, WinogradTiles tiles) {
        for (int tile = 0; tile < count; tile++) {
            int number = first + tile;
            int at = memory.sourceAt
                    + image(number) * images.paddedLength()
                    + images.offset(0, line(number), point(number));
            kernels.winograd().input(memory.source, at, images.offset(0, 1, 0), tiles, tile);
        }
    }

    private int image(int number) {
        return number / tilesPerImage();
    }

    /** The first line of a tile, in its image. */
    private int line(int number) {
        return number % tilesPerImage() / tilePoints * TILE;
    }

    /** The first point of a tile, in its lines. */
    private int point(int number) {
        return number % tilePoints * TILE;
    }

    /** Lines of a tile's results that lie in the image. */
    private int linesOf(int number) {
        return Math.min(TILE, lines - line(number));
    }

    /** Points of a tile's results that lie in the image. */
    private int pointsOf(int number) {
        return Math.min(TILE, points - point(number));
    }

    private boolean isWhole(int number) {
        return linesOf(number) == TILE && pointsOf(number) == TILE;
    }

    /** Where the results of a tile begin. */
    private int targetAt(WinogradMemory memory, int number) {
        return memory.targetAt + ((image(number) * lines + line(number)) * points + point(number)) * written;
    }

    private void writeTile(WinogradMemory memory, int number, int tile, Epilogue epilogue) {
        int at = targetAt(memory, number);
        if (isWhole(number)) {
            kernels.winograd().output(memory.written, tile, memory.target, at, points * written, epilogue);
            return;
        }
        kernels.winograd().output(memory.written, tile, memory.edge, 0, TILE * written, epilogue);
        int first = memory.written.firstColumn();
        int count = memory.written.columns() - first;
        for (int i = 0; i < linesOf(number); i++) {
            for (int j = 0; j < pointsOf(number); j++) {
                int to = at + (i * points + j) * written + first;
                System.arraycopy(memory.edge, (i * TILE + j) * written + first, memory.target, to, count);
            }
        }
    }

    /**
     * Adds to {@code sums [elements, read, written]} what images contribute to the gradient of the transformed weights, with the
     * gradient of the results in place of the results.
     */
    void addWeightGradient(WinogradMemory memory, int tiles, float[] sums) {
        WinogradTiles v = memory.readRegisters;
        WinogradTiles dm = memory.writtenRegisters;
        for (int first = 0; first < tiles; first += run) {
            int count = Math.min(run, tiles - first);
            transformInputs(memory, first, count, v);
            for (int tile = 0; tile < count; tile++) {
                readGradientTile(memory, first + tile, tile, dm);
            }
            kernels.winograd().addProducts(v, dm, count, sums);
        }
    }

    private void readGradientTile(WinogradMemory memory, int number, int tile, WinogradTiles tiles) {
        int at = targetAt(memory, number);
        if (isWhole(number)) {
            kernels.winograd().outputGradient(memory.target, at, points * written, tiles, tile);
            return;
        }
        Arrays.fill(memory.edge, 0f);
        for (int i = 0; i < linesOf(number); i++) {
            for (int j = 0; j < pointsOf(number); j++) {
                int from = at + (i * points + j) * written;
                System.arraycopy(memory.target, from, memory.edge, (i * TILE + j) * written, written);
            }
        }
        kernels.winograd().outputGradient(memory.edge, 0, TILE * written, tiles, tile);
    }
}
