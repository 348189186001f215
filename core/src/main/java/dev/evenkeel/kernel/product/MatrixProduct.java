package dev.evenkeel.kernel.product;

import dev.evenkeel.kernel.Kernels;
import dev.evenkeel.kernel.Products;
import dev.evenkeel.kernel.team.Compute;
import dev.evenkeel.kernel.team.ScratchSlots;
import dev.evenkeel.kernel.team.Team;
import dev.evenkeel.kernel.view.BlockMoments;
import dev.evenkeel.kernel.view.Epilogue;
import dev.evenkeel.kernel.view.Matrix;
import dev.evenkeel.kernel.view.Moments;
import dev.evenkeel.kernel.view.Product;
import dev.evenkeel.kernel.view.Start;

/**
 * {@code C[rows, columns] = A[rows, depth] * B[depth, columns]}, planned once and run by a team: B is packed (but for
 * a single row, where it is read as it lies), then blocks of C are computed, cut by size and never by the number of threads. A run allocates nothing. Each element is one
 * chain over the depth, so its bits depend on neither the cut nor the team.
 *
 * <p>A product serves any sizes up to those it was planned for, one run at a time.
 */
public final class MatrixProduct {
    /** Multiply-adds per lane that are worth sharing, about 20 microseconds. */
    private static final long SHARED_WORK = 1 << 16;

    /** A block that is shared holds at least this many of them, and of a large product this share. */
    private static final long BLOCK_WORK = 1 << 17;

    private static final int BLOCKS = 24;
    /** Panels of one block that is shared. */
    private static final int MAX_PANELS = 16;

    private static final Moments NO_MOMENTS = new Moments(0);

    private final Kernels kernels;
    private final Team team;
    private final float[] packed;
    private final float[][] workspaces;
    private final Team.RangeTask packPanels = this::packPanels;
    private final Team.RangeTask multiplyRow = this::multiplyRow;
    private final Team.RangeTask multiplyBlocks;
    private final Product product = new Product();
    private final BlockMoments blockMoments = new BlockMoments();

    private int rows;
    private int columns;
    private int depth;
    private Matrix b = Matrix.rowMajor(0, 0);
    private Moments moments = NO_MOMENTS;

    private int panels;
    private int panelsPerBlock;
    private int panelGroups;
    private int rowsPerBlock;

    /** A product for B of at most {@code maxDepth * maxColumns} and any number of rows. */
    public MatrixProduct(Compute compute, int maxDepth, int maxColumns) {
        kernels = compute.kernels();
        team = compute.team();
        packed = new float[kernels.products().packedLength(maxDepth, maxColumns)];
        ScratchSlots slots = new ScratchSlots(team);
        multiplyBlocks = slots.task(this::multiplyBlocks);
        workspaces = new float[slots.count()][kernels.products().workspaceLength()];
    }

    /**
     * {@code C = A * B} or {@code C += A * B}, then the epilogue. Of A's strides and of B's one is 1; C's rows are contiguous.
     *
     * @throws IllegalArgumentException if the sizes do not fit each other or B is larger than planned
     */
    public void run(Matrix a, Matrix right, Matrix c, Start start, Epilogue epilogue) {
        run(a, right, c, start, epilogue, NO_MOMENTS);
    }

    /**
     * {@link #run} that also sets {@code moments} to the moments of C's columns, gathered from each block while it is in
     * the cache and merged along a fixed order: what batch normalization needs of the product it follows.
     *
     * @throws IllegalArgumentException if B is larger than planned or the moments have another number of channels
     */
    public void runWithMoments(Matrix a, Matrix right, Matrix c, Start start, Epilogue epilogue, Moments gathered) {
        if (gathered.channels() != c.columns()) {
            throw new IllegalArgumentException("The product has " + c.columns() + " columns, but its moments have "
                    + gathered.channels() + " channels");
        }
        run(a, right, c, start, epilogue, gathered);
        int block = momentRows();
        moments.clear();
        for (int row = 0; row < rows; row += block) {
            moments.merge(Math.min(block, rows - row), blockMoments.means(), blockMoments.m2s(), row / block * columns);
        }
    }

    private void run(Matrix a, Matrix right, Matrix c, Start start, Epilogue epilogue, Moments gathered) {
        rows = c.rows();
        columns = c.columns();
        depth = a.columns();
        if (a.rows() != rows || right.rows() != depth || right.columns() != columns) {
            throw new IllegalArgumentException("A matrix product needs A [rows, depth], B [depth, columns] and C"
                    + " [rows, columns], but got " + a + ", " + right + " and " + c);
        }
        if (kernels.products().packedLength(depth, columns) > packed.length) {
            throw new IllegalArgumentException("A matrix product was planned for a B of " + packed.length
                    + " packed floats, but got one of " + right + ": plan it for the largest B");
        }
        product.of(a, packed, c).start(start).epilogue(epilogue);
        b = right;
        moments = gathered;
        if (rows == 1 && right.columnStride() == 1 && gathered == NO_MOMENTS) {
            shareRow();
        } else {
            cut();
            share();
        }
    }

    private void cut() {
        panels = kernels.products().panels(columns);
        panelsPerBlock = isShared() ? Math.min(panels, MAX_PANELS) : panels;
        panelGroups = ceil(panels, panelsPerBlock);
        rowsPerBlock = isShared() ? sharedRows() : rows;
        if (moments != NO_MOMENTS) {
            rowsPerBlock = momentRows();
            blockMoments.reserve(ceil(rows, rowsPerBlock), columns);
        }
    }

    private boolean isShared() {
        return team.threads() > 1 && work() >= SHARED_WORK;
    }

    /** Multiply-adds per lane. */
    private long work() {
        return (long) rows * columns * depth / kernels.lanes();
    }

    private int sharedRows() {
        int tileRows = kernels.products().tileRows();
        long tileWork = Math.max(
                1L, (long) tileRows * panelsPerBlock * kernels.products().panelColumns() * depth / kernels.lanes());
        long blockWork = Math.max(BLOCK_WORK, work() / BLOCKS);
        return (int) Math.min(rows, (1 + blockWork / tileWork) * tileRows);
    }

    private int momentRows() {
        return Products.MOMENT_ROWS
                / kernels.products().tileRows()
                * kernels.products().tileRows();
    }

    private void share() {
        int blocks = ceil(rows, rowsPerBlock) * panelGroups;
        if (!isShared()) {
            packPanels(0, panels);
            multiplyBlocks.run(0, blocks);
        } else {
            long panelLength = (long) depth * kernels.products().panelColumns();
            team.run(panels, (int) Math.max(1, (1 << 14) / panelLength), packPanels);
            team.run(blocks, 1, multiplyBlocks);
        }
    }

    private void shareRow() {
        long work = (long) columns * depth;
        if (work < SHARED_WORK * kernels.lanes()) {
            multiplyRow(0, columns);
        } else {
            int panel = kernels.products().panelColumns();
            team.run(
                    columns, panel * (int) Math.max(1, SHARED_WORK * kernels.lanes() / 4 / depth / panel), multiplyRow);
        }
    }

    private void multiplyRow(int from, int to) {
        kernels.products().multiplyRow(product, b, from, to);
    }

    private void packPanels(int from, int to) {
        kernels.products().pack(b, packed, from, to);
    }

    private void multiplyBlocks(int from, int to, int slot) {
        for (int block = from; block < to; block++) {
            multiplyBlock(block, workspaces[slot]);
        }
    }

    private void multiplyBlock(int block, float[] workspace) {
        int rowFrom = block / panelGroups * rowsPerBlock;
        int rowTo = Math.min(rows, rowFrom + rowsPerBlock);
        int panelFrom = block % panelGroups * panelsPerBlock;
        int panelTo = Math.min(panels, panelFrom + panelsPerBlock);
        kernels.products().multiply(product, rowFrom, rowTo, panelFrom, panelTo, workspace);
        if (moments != NO_MOMENTS) {
            int from = panelFrom * kernels.products().panelColumns();
            int to = Math.min(columns, panelTo * kernels.products().panelColumns());
            int at = rowFrom / rowsPerBlock * columns + from;
            kernels.products().blockMoments(product.c(), rowFrom, rowTo, from, to, blockMoments, at);
        }
    }

    private static int ceil(int count, int part) {
        return part == 0 ? 0 : (count + part - 1) / part;
    }
}
