package dev.evenkeel.kernel;

/**
 * The backward pass of a row normalization, planned once and run by a team: each block of rows gets its dx, and the
 * blocks' gradients of gamma and beta are added along a fixed tree, so any number of threads gives the same bits. A run
 * allocates nothing; one run at a time.
 */
public final class RowGradients {
    private final Kernels kernels;
    private final Team team;
    private final RowNormalization normalization;
    private final Matrix x;
    private final Matrix dy;
    private final Matrix dx;
    private final BlockPartials partials;
    private final AffineSums[] sums;
    private final Team.RangeTask differentiateBlocks = this::differentiateBlocks;
    private final Team.RangeTask addColumns = this::addColumns;

    private int rows;
    private int blocks;

    /** A pass over at most as many rows as {@code x} has. */
    public RowGradients(Compute compute, RowNormalization normalization, Matrix x, Matrix dy, Matrix dx) {
        kernels = compute.kernels();
        team = compute.team();
        this.normalization = normalization;
        this.x = x;
        this.dy = dy;
        this.dx = dx;
        partials = new BlockPartials(x.rows(), x.columns());
        sums = new AffineSums[Math.max(1, partials.blocks(x.rows()))];
        for (int block = 0; block < sums.length; block++) {
            sums[block] = new AffineSums(partials.first, partials.second, partials.at(block));
        }
    }

    /**
     * {@link Rows#normalizeBackward} of the first {@code count} rows; {@link #gamma} and {@link #beta} then have the
     * gradients.
     *
     * @throws IllegalArgumentException if there are more rows than planned
     */
    public void run(int count) {
        partials.checkRows(count);
        rows = count;
        blocks = partials.blocks(count);
        if (blocks == 0) {
            kernels.rows().normalizeBackward(normalization, x, dy, dx, 0, 0, sums[0]);
        }
        team.run(blocks, 1, differentiateBlocks);
        team.run(x.columns(), partials.combineGrain(blocks), addColumns);
    }

    /** {@code sum dy * xhat} of a column. */
    public double gamma(int column) {
        return partials.first[column];
    }

    /** {@code sum dy} of a column. */
    public double beta(int column) {
        return partials.second[column];
    }

    private void differentiateBlocks(int fromBlock, int toBlock) {
        for (int block = fromBlock; block < toBlock; block++) {
            int from = block * partials.blockRows();
            int to = Math.min(rows, from + partials.blockRows());
            kernels.rows().normalizeBackward(normalization, x, dy, dx, from, to, sums[block]);
        }
    }

    private void addColumns(int from, int to) {
        partials.addUp(blocks, from, to);
    }
}
