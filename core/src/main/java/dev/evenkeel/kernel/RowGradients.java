package dev.evenkeel.kernel;

/**
 * The backward pass of a row normalization, planned once and run by a team: each block of rows gets its dx, and the
 * blocks' gradients of gamma and beta are added along a fixed tree, so any number of threads gives the same bits. A run
 * allocates nothing; one run at a time.
 */
public final class RowGradients {
    private static final float[] NOTHING = {};

    private final Kernels kernels;
    private final Team team;
    private final int columns;
    private final BlockPartials partials;
    private final Team.RangeTask differentiateBlocks = this::differentiateBlocks;
    private final Team.RangeTask addColumns = this::addColumns;

    private Centering centering = Centering.MEAN;
    private float[] x = NOTHING;
    private float[] dy = NOTHING;
    private float[] dx = NOTHING;
    private int rowFrom;
    private int rowTo;
    private int blocks;
    private float[] gamma = NOTHING;
    private float[] mean = NOTHING;
    private float[] inverse = NOTHING;

    /** A pass over at most {@code maxRows} rows of {@code columns} columns. */
    public RowGradients(Compute compute, int maxRows, int columns) {
        kernels = compute.kernels();
        team = compute.team();
        this.columns = columns;
        partials = new BlockPartials(maxRows, columns);
    }

    /**
     * {@link Rows#normalizeBackward} of rows {@code [rowFrom, rowTo)}: row 0 of x, dy and dx lies at their starts,
     * and a row's statistics at {@code mean[row]} and {@code inverse[row]}. Sets {@code gammaGradient} and
     * {@code betaGradient} at {@code [at + column]}.
     *
     * @throws IllegalArgumentException if there are more rows than planned
     */
    public void run(
            Centering centering,
            float[] x,
            float[] dy,
            float[] dx,
            int rowFrom,
            int rowTo,
            float[] gamma,
            float[] mean,
            float[] inverse,
            double[] gammaGradient,
            double[] betaGradient,
            int at) {
        partials.checkRows(rowTo - rowFrom);
        this.centering = centering;
        this.x = x;
        this.dy = dy;
        this.dx = dx;
        this.rowFrom = rowFrom;
        this.rowTo = rowTo;
        this.gamma = gamma;
        this.mean = mean;
        this.inverse = inverse;
        blocks = partials.blocks(rowTo - rowFrom);
        if (blocks == 0) {
            differentiate(rowFrom, rowTo, 0);
        }
        team.run(blocks, 1, differentiateBlocks);
        team.run(columns, partials.combineGrain(blocks), addColumns);
        System.arraycopy(partials.first, 0, gammaGradient, at, columns);
        System.arraycopy(partials.second, 0, betaGradient, at, columns);
    }

    private void differentiateBlocks(int fromBlock, int toBlock) {
        for (int block = fromBlock; block < toBlock; block++) {
            int from = rowFrom + block * partials.blockRows();
            differentiate(from, Math.min(rowTo, from + partials.blockRows()), block);
        }
    }

    private void differentiate(int from, int to, int block) {
        kernels.rows()
                .normalizeBackward(
                        centering,
                        x,
                        from * columns,
                        dy,
                        from * columns,
                        dx,
                        from * columns,
                        to - from,
                        columns,
                        gamma,
                        mean,
                        inverse,
                        from,
                        partials.first,
                        partials.second,
                        partials.at(block));
    }

    private void addColumns(int from, int to) {
        partials.addUp(blocks, from, to);
    }
}
