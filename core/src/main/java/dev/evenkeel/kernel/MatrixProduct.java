package dev.evenkeel.kernel;

/**
 * {@code C[rows, columns] = A[rows, depth] * B[depth, columns]}, planned once and run by a team: B is packed, then
 * blocks of C are computed, cut by size and never by the number of threads. A run allocates nothing. Each element is one
 * chain over the depth, so its bits depend on neither the cut nor the team.
 *
 * <p>A product serves any sizes up to those it was planned for, one run at a time.
 */
public final class MatrixProduct {
    /** Multiply-adds per lane that are worth sharing, about 20 microseconds. */
    private static final long SHARED_WORK = 1 << 16;

    /** A block holds at least this many of them, and of a large product this share, as long as its A fits the cache. */
    private static final long BLOCK_WORK = 1 << 17;

    private static final int BLOCKS = 24;
    private static final int MOST_TILES = 10;
    /** Panels that share a packed block of A. */
    private static final int MOST_PANELS = 16;

    private static final float[] NOTHING = {};
    private static final Moments NO_MOMENTS = new Moments(0);

    private final Kernels kernels;
    private final Team team;
    private final float[] packed;
    private final float[][] workspaces;
    private final Leases leases;
    private final Team.RangeTask packPanels = this::packPanels;
    private final Team.RangeTask multiplyBlocks = this::multiplyBlocks;
    private double[] blockMeans = {};
    private double[] blockM2s = {};

    private int rows;
    private int columns;
    private int depth;
    private float[] a = NOTHING;
    private int aOffset;
    private int aRowStride;
    private int aDepthStride;
    private float[] b = NOTHING;
    private int bOffset;
    private int bDepthStride;
    private int bColumnStride;
    private float[] c = NOTHING;
    private int cOffset;
    private int cRowStride;
    private Start start = Start.ZERO;
    private Epilogue epilogue = new Epilogue();
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
        leases = new Leases(team);
        workspaces = new float[leases.count()][kernels.products().workspaceLength()];
    }

    /**
     * Runs the product. Element {@code (i, k)} of A is {@code a[aOffset + i * aRowStride + k * aDepthStride]} and
     * {@code (k, j)} of B is {@code b[bOffset + k * bDepthStride + j * bColumnStride]}; of each pair of strides one is 1.
     *
     * @throws IllegalArgumentException if B is larger than planned
     */
    public void run(
            int rows,
            int columns,
            int depth,
            float[] a,
            int aOffset,
            int aRowStride,
            int aDepthStride,
            float[] b,
            int bOffset,
            int bDepthStride,
            int bColumnStride,
            float[] c,
            int cOffset,
            int cRowStride,
            Start start,
            Epilogue epilogue) {
        run(
                rows,
                columns,
                depth,
                a,
                aOffset,
                aRowStride,
                aDepthStride,
                b,
                bOffset,
                bDepthStride,
                bColumnStride,
                c,
                cOffset,
                cRowStride,
                start,
                epilogue,
                NO_MOMENTS);
    }

    /**
     * {@link #run} that also sets {@code moments} to the moments of C's columns, gathered from each block while it is in
     * the cache and merged along a fixed order: what batch normalization needs of the product it follows.
     *
     * @throws IllegalArgumentException if B is larger than planned or the moments have another number of channels
     */
    public void runWithMoments(
            int rows,
            int columns,
            int depth,
            float[] a,
            int aOffset,
            int aRowStride,
            int aDepthStride,
            float[] b,
            int bOffset,
            int bDepthStride,
            int bColumnStride,
            float[] c,
            int cOffset,
            int cRowStride,
            Start start,
            Epilogue epilogue,
            Moments moments) {
        if (moments.channels() != columns) {
            throw new IllegalArgumentException("The product has " + columns + " columns, but its moments have "
                    + moments.channels() + " channels");
        }
        run(
                rows,
                columns,
                depth,
                a,
                aOffset,
                aRowStride,
                aDepthStride,
                b,
                bOffset,
                bDepthStride,
                bColumnStride,
                c,
                cOffset,
                cRowStride,
                start,
                epilogue,
                moments);
        int block = momentRows();
        moments.clear();
        for (int row = 0; row < rows; row += block) {
            moments.merge(Math.min(block, rows - row), blockMeans, blockM2s, row / block * columns);
        }
    }

    private void run(
            int rows,
            int columns,
            int depth,
            float[] a,
            int aOffset,
            int aRowStride,
            int aDepthStride,
            float[] b,
            int bOffset,
            int bDepthStride,
            int bColumnStride,
            float[] c,
            int cOffset,
            int cRowStride,
            Start start,
            Epilogue epilogue,
            Moments moments) {
        if (kernels.products().packedLength(depth, columns) > packed.length) {
            throw new IllegalArgumentException("A matrix product was planned for a B of " + packed.length
                    + " packed floats, but one of " + depth + " x " + columns + " came: plan it for the largest B");
        }
        this.rows = rows;
        this.columns = columns;
        this.depth = depth;
        this.a = a;
        this.aOffset = aOffset;
        this.aRowStride = aRowStride;
        this.aDepthStride = aDepthStride;
        this.b = b;
        this.bOffset = bOffset;
        this.bDepthStride = bDepthStride;
        this.bColumnStride = bColumnStride;
        this.c = c;
        this.cOffset = cOffset;
        this.cRowStride = cRowStride;
        this.start = start;
        this.epilogue = epilogue;
        this.moments = moments;
        cut();
        share();
    }

    private void cut() {
        panels = ceil(columns, kernels.products().panelColumns());
        panelsPerBlock = Math.min(panels, MOST_PANELS);
        long tileWork = Math.max(
                1L,
                (long) kernels.products().tileRows()
                        * panelsPerBlock
                        * kernels.products().panelColumns()
                        * depth
                        / kernels.lanes());
        long blockWork = Math.max(BLOCK_WORK, (long) rows * columns * depth / kernels.lanes() / BLOCKS);
        int tilesPerBlock = (int) Math.min(MOST_TILES, 1 + blockWork / tileWork);
        panelGroups = ceil(panels, panelsPerBlock);
        rowsPerBlock = tilesPerBlock * kernels.products().tileRows();
        if (moments != NO_MOMENTS) {
            rowsPerBlock = momentRows();
            int length = Math.multiplyExact(ceil(rows, rowsPerBlock), columns);
            if (blockMeans.length < length) {
                blockMeans = new double[length];
                blockM2s = new double[length];
            }
        }
    }

    private int momentRows() {
        return Products.MOMENT_ROWS
                / kernels.products().tileRows()
                * kernels.products().tileRows();
    }

    private void share() {
        int blocks = ceil(rows, rowsPerBlock) * panelGroups;
        if ((long) rows * columns * depth < SHARED_WORK * kernels.lanes()) {
            packPanels(0, panels);
            multiplyBlocks(0, blocks);
        } else {
            long panelLength = (long) depth * kernels.products().panelColumns();
            team.run(panels, (int) Math.max(1, (1 << 14) / panelLength), packPanels);
            team.run(blocks, 1, multiplyBlocks);
        }
    }

    private void packPanels(int from, int to) {
        kernels.products().pack(b, bOffset, bDepthStride, bColumnStride, depth, columns, packed, from, to);
    }

    private void multiplyBlocks(int from, int to) {
        int lease = leases.take();
        try {
            for (int block = from; block < to; block++) {
                multiplyBlock(block, workspaces[lease]);
            }
        } finally {
            leases.giveBack(lease);
        }
    }

    private void multiplyBlock(int block, float[] workspace) {
        int rowFrom = block / panelGroups * rowsPerBlock;
        int rowTo = Math.min(rows, rowFrom + rowsPerBlock);
        int panelFrom = block % panelGroups * panelsPerBlock;
        int panelTo = Math.min(panels, panelFrom + panelsPerBlock);
        kernels.products()
                .multiply(
                        a,
                        aOffset,
                        aRowStride,
                        aDepthStride,
                        packed,
                        depth,
                        columns,
                        c,
                        cOffset,
                        cRowStride,
                        start,
                        epilogue,
                        rowFrom,
                        rowTo,
                        panelFrom,
                        panelTo,
                        workspace);
        if (moments != NO_MOMENTS) {
            int column = panelFrom * kernels.products().panelColumns();
            int width = Math.min(columns, panelTo * kernels.products().panelColumns()) - column;
            kernels.products()
                    .blockMoments(
                            c,
                            cOffset + rowFrom * cRowStride + column,
                            cRowStride,
                            rowTo - rowFrom,
                            width,
                            blockMeans,
                            blockM2s,
                            rowFrom / rowsPerBlock * columns + column);
        }
    }

    private static int ceil(int count, int part) {
        return part == 0 ? 0 : (count + part - 1) / part;
    }
}
