package dev.evenkeel.kernel.convolution;

import dev.evenkeel.kernel.Kernels;
import dev.evenkeel.kernel.team.Compute;
import dev.evenkeel.kernel.team.ScratchSlots;
import dev.evenkeel.kernel.team.Team;
import dev.evenkeel.kernel.view.Epilogue;
import dev.evenkeel.kernel.view.GatheredProduct;
import dev.evenkeel.kernel.view.WinogradTiles;
import java.util.Arrays;

/**
 * A {@link Convolution} with weights that stay, run by a team: each block of images is cut into tiles of output positions and
 * channels, so that a single image is shared too. What a tile reads of x stays in the cache, and each element is one chain
 * whatever tile it falls in, so that transformed tiles may be cut by the number of threads. A run allocates nothing; one run at a time.
 */
public final class PackedConvolution {
    /** A common multiple of the rows of the products' tiles. */
    private static final int BAND_ROWS = 48;

    /** Floats of x, or of a depthwise y, that a tile reads again and again. */
    private static final int BAND_FLOATS = 1 << 15;

    /** Floats of x that are worth a thread's while to copy. */
    private static final int COPIED_FLOATS = 1 << 13;

    /** Multiply-adds of a tile, about 10 microseconds; a large convolution has no more than so many tiles. */
    private static final long TILE_WORK = 1 << 19;

    private static final long MAX_TILES = 64;

    /** Fewer rows of transformed tiles do not repay reading the weights again; their number is a multiple of half of it. */
    private static final int MIN_TRANSFORMED_ROWS = 24;
    /** Fewer columns do not repay transforming their tiles again. */
    private static final int MIN_TRANSFORMED_COLUMNS = 32;
    /** Tasks that a transformed convolution is cut into for each of several threads. */
    private static final int TASKS_PER_THREAD = 2;

    private final Convolution convolution;
    private final Kernels kernels;
    private final Team team;
    private final float[] packed;
    private final Epilogue[] epilogues;
    private final ConvolutionBlock block;
    private final GatheredProduct[] products;
    private final WinogradMemory[] memories;
    private final Team.RangeTask copyLines = this::copyLines;
    private final Team.RangeTask multiplyTiles;
    private int rows;
    private int rowsPerTile;
    private int columnsPerTile;
    private int bands;
    private int panelGroups;

    /** The convolution of packed weights with an epilogue for each group. */
    public PackedConvolution(Compute compute, Convolution convolution, float[] packed, Epilogue[] epilogues) {
        this.convolution = convolution;
        this.packed = packed;
        this.epilogues = epilogues;
        kernels = compute.kernels();
        team = compute.team();
        block = convolution.inputBlock();
        ScratchSlots slots = new ScratchSlots(team);
        products = new GatheredProduct[slots.count()];
        Arrays.setAll(products, slot -> new GatheredProduct(kernels.gathered().workspaceLength()));
        memories = new WinogradMemory[slots.count()];
        Arrays.setAll(
                memories, slot -> convolution.sweep().map(WinogradSweep::memory).orElse(WinogradMemory.NONE));
        multiplyTiles = slots.task(this::multiplyTiles);
    }

    /** {@code y = x * W}, then the epilogue of each group. */
    public void run(int images, float[] x, float[] y) {
        int most = convolution.imagesPerBlock();
        for (int first = 0; first < images; first += most) {
            block.images(Math.min(most, images - first))
                    .x(x, first * convolution.inputLength())
                    .y(y, first * convolution.outputLength());
            if (convolution.padsInput()) {
                team.run(block.images * convolution.inputLines(), linesPerTask(), copyLines);
            }
            if (convolution.sweep().isPresent()) {
                cutTransformed(convolution.sweep().get());
            } else {
                cut();
            }
            team.run(convolution.groupsOfProducts() * bands * panelGroups, 1, multiplyTiles);
        }
    }

    private int linesPerTask() {
        return Math.max(1, COPIED_FLOATS / (convolution.inputLength() / convolution.inputLines()));
    }

    private void copyLines(int from, int to) {
        convolution.copyLines(block, from, to);
    }

    private void cut() {
        rows = block.images * convolution.outputPositions();
        int columns = convolution.columnsOfProduct();
        int panel = kernels.products().panelColumns();
        int panels = convolution.isDepthwise() ? 1 : kernels.products().panels(columns);
        long work = (long) rows * columns * convolution.depth();
        long tiles = Math.max(1, Math.min(MAX_TILES, work / TILE_WORK));
        long fitting = BAND_FLOATS / Math.max(1, convolution.bandChannels());
        rowsPerTile = whole(Math.min(fitting, (rows + tiles - 1) / tiles));
        bands = (rows + rowsPerTile - 1) / rowsPerTile;
        int panelsPerTile = (int) Math.max(1, Math.min(panels, (long) panels * bands / tiles));
        panelGroups = (panels + panelsPerTile - 1) / panelsPerTile;
        columnsPerTile = panelGroups == 1 ? columns : panelsPerTile * panel;
    }

    /** Of transformed tiles as many as fit into a thread's memory, fewer or some of their columns where threads would be idle. */
    private void cutTransformed(WinogradSweep sweep) {
        rows = sweep.count(block.images);
        int columns = convolution.columnsOfProduct();
        long work = (long) WinogradTiles.ELEMENTS * rows * convolution.inputs() * columns;
        int wanted = team.threads() == 1 ? 1 : TASKS_PER_THREAD * team.threads();
        int tasks = (int) Math.max(1, Math.min(wanted, work / TILE_WORK));
        int bandRows = Math.max(MIN_TRANSFORMED_ROWS, rows / tasks);
        rowsPerTile = Math.min(sweep.run(), multiple(bandRows, MIN_TRANSFORMED_ROWS / 2));
        bands = (rows + rowsPerTile - 1) / rowsPerTile;
        int panel = kernels.products().panelColumns();
        int panels = kernels.products().panels(columns);
        int groups = Math.max(1, Math.min(columns / MIN_TRANSFORMED_COLUMNS, (tasks + bands - 1) / bands));
        columnsPerTile = (panels + groups - 1) / groups * panel;
        panelGroups = (columns + columnsPerTile - 1) / columnsPerTile;
    }

    private static int multiple(int count, int of) {
        return (count + of - 1) / of * of;
    }

    private static int whole(long count) {
        return (int) Math.max(1, (count + BAND_ROWS - 1) / BAND_ROWS) * BAND_ROWS;
    }

    private void multiplyTiles(int from, int to, int slot) {
        for (int tile = from; tile < to; tile++) {
            int group = tile / (bands * panelGroups);
            int row = tile / panelGroups % bands * rowsPerTile;
            int column = tile % panelGroups * columnsPerTile;
            int endRow = Math.min(rows, row + rowsPerTile);
            int endColumn = Math.min(convolution.columnsOfProduct(), column + columnsPerTile);
            if (convolution.sweep().isPresent()) {
                WinogradMemory memory = convolution.read(block, memories[slot]);
                memory.written.columns(column, endColumn);
                convolution.sweep().get().convolve(memory, row, endRow, packed, epilogues[group]);
                continue;
            }
            GatheredProduct product = convolution
                    .product(products[slot], packed, block, group)
                    .rows(row, endRow)
                    .columns(column, endColumn);
            convolution.multiply(product, epilogues[group]);
        }
    }
}
