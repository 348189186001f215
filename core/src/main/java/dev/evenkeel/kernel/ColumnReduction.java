package dev.evenkeel.kernel;

import dev.evenkeel.tensor.Mask;
import java.util.Arrays;

/**
 * Sums and moments of each column over many rows, planned once and run by a team: blocks of rows are cut by size alone
 * and merged pairwise along a fixed tree, so any number of threads gives the same bits (Chan, Golub and LeVeque 1983).
 * Rows that a mask marks as padding are left out. A run allocates nothing; one run at a time.
 */
public final class ColumnReduction {
    private static final float[] NOTHING = {};
    private static final double[] NO_SUMS = {};
    private static final Mask COMPLETE = new Mask(0, 1);

    private final Kernels kernels;
    private final Team team;
    private final int columns;
    private final BlockPartials partials;
    private final Team.RangeTask momentBlocks = this::momentBlocks;
    private final Team.RangeTask mergeColumns = this::mergeColumns;
    private final Team.RangeTask sumBlocks = this::sumBlocks;
    private final Team.RangeTask gradientBlocks = this::gradientBlocks;
    private final Team.RangeTask addColumns = this::addColumns;

    private int rowFrom;
    private int rowTo;
    private int blocks;
    private Mask mask = COMPLETE;
    private float[] x = NOTHING;
    private float[] dy = NOTHING;
    private float[] mean = NOTHING;
    private float[] inverse = NOTHING;
    private float[] scale = NOTHING;
    private float[] shift = NOTHING;
    private int at;
    private Activation activation = Activation.IDENTITY;

    /** A reduction of {@code columns} columns over at most {@code maxRows} rows. */
    public ColumnReduction(Compute compute, int maxRows, int columns) {
        kernels = compute.kernels();
        team = compute.team();
        this.columns = columns;
        partials = new BlockPartials(maxRows, columns);
    }

    /**
     * Sets {@code out} to the moments of the real rows in {@code [rowFrom, rowTo)} of x, whose row 0 lies at x[0].
     *
     * @throws IllegalArgumentException if there are more rows than planned or {@code out} has other channels
     */
    public void moments(float[] x, int rowFrom, int rowTo, Mask mask, Moments out) {
        if (out.channels() != columns) {
            throw new IllegalArgumentException("A reduction of " + columns + " columns cannot fill moments of "
                    + out.channels() + " channels: give it moments of " + columns);
        }
        begin(x, rowFrom, rowTo, mask);
        long count = partials.count(mask, rowFrom, rowTo);
        team.run(blocks, 1, momentBlocks);
        team.run(columns, partials.combineGrain(blocks), mergeColumns);
        out.clear();
        out.merge(count, partials.first, partials.second, 0);
        end();
    }

    /**
     * Sets {@code out[at + column]} to the sum of the real rows in {@code [rowFrom, rowTo)} of x, whose row 0 lies at x[0].
     *
     * @throws IllegalArgumentException if there are more rows than planned
     */
    public void sums(float[] x, int rowFrom, int rowTo, Mask mask, double[] out, int at) {
        begin(x, rowFrom, rowTo, mask);
        team.run(blocks, 1, sumBlocks);
        addUp(out, NO_SUMS, at);
        end();
    }

    /** {@link #sums} over all rows, padded ones too, to the start of {@code out}. */
    public void sums(float[] x, int rowFrom, int rowTo, double[] out) {
        sums(x, rowFrom, rowTo, COMPLETE, out, 0);
    }

    /**
     * Sets {@code sumDy} and {@code sumDyXhat} at {@code [sumsAt + column]} to what
     * {@link Columns#gradientSums} gives over the real rows in {@code [rowFrom, rowTo)}. Row 0 of x and dy lies at
     * their starts.
     *
     * @throws IllegalArgumentException if there are more rows than planned
     */
    public void gradientSums(
            float[] x,
            float[] dy,
            int rowFrom,
            int rowTo,
            Mask mask,
            float[] mean,
            float[] inverse,
            float[] scale,
            float[] shift,
            int at,
            Activation activation,
            double[] sumDy,
            double[] sumDyXhat,
            int sumsAt) {
        begin(x, rowFrom, rowTo, mask);
        this.dy = dy;
        this.mean = mean;
        this.inverse = inverse;
        this.scale = scale;
        this.shift = shift;
        this.at = at;
        this.activation = activation;
        team.run(blocks, 1, gradientBlocks);
        addUp(sumDy, sumDyXhat, sumsAt);
        end();
    }

    /** {@link #gradientSums} over all rows, padded ones too, to the start of the sums. */
    public void gradientSums(
            float[] x,
            float[] dy,
            int rowFrom,
            int rowTo,
            float[] mean,
            float[] inverse,
            float[] scale,
            float[] shift,
            int at,
            Activation activation,
            double[] sumDy,
            double[] sumDyXhat) {
        gradientSums(x, dy, rowFrom, rowTo, COMPLETE, mean, inverse, scale, shift, at, activation, sumDy, sumDyXhat, 0);
    }

    private void begin(float[] x, int rowFrom, int rowTo, Mask mask) {
        partials.checkRows(rowTo - rowFrom);
        this.x = x;
        this.rowFrom = rowFrom;
        this.rowTo = rowTo;
        this.mask = mask;
        blocks = partials.blocks(rowTo - rowFrom);
    }

    /** Holds on to none of the caller's arrays. */
    private void end() {
        x = NOTHING;
        dy = NOTHING;
        mask = COMPLETE;
    }

    private void addUp(double[] firstOut, double[] secondOut, int outAt) {
        if (blocks == 0) {
            Arrays.fill(partials.first, 0, columns, 0);
            Arrays.fill(partials.second, 0, columns, 0);
        }
        team.run(columns, partials.combineGrain(blocks), addColumns);
        System.arraycopy(partials.first, 0, firstOut, outAt, columns);
        if (secondOut.length > 0) {
            System.arraycopy(partials.second, 0, secondOut, outAt, columns);
        }
    }

    private void mergeColumns(int from, int to) {
        partials.mergeMoments(blocks, from, to);
    }

    private void addColumns(int from, int to) {
        partials.addUp(blocks, from, to);
    }

    private void momentBlocks(int fromBlock, int toBlock) {
        for (int block = fromBlock; block < toBlock; block++) {
            int blockTo = blockTo(block);
            int to = partials.at(block);
            long count = 0;
            for (int row = nextReal(blockFrom(block), blockTo); row < blockTo; ) {
                int end = mask.nextPadded(row, blockTo);
                int target = count == 0 ? to : partials.workAt(block);
                kernels.columns()
                        .moments(x, row * columns, end - row, columns, partials.first, partials.second, target);
                if (count > 0) {
                    partials.mergeMoments(to, count, target, end - row, 0, columns);
                }
                count += end - row;
                row = nextReal(end, blockTo);
            }
        }
    }

    private void sumBlocks(int fromBlock, int toBlock) {
        for (int block = fromBlock; block < toBlock; block++) {
            int blockTo = blockTo(block);
            int target = clear(block);
            for (int row = nextReal(blockFrom(block), blockTo); row < blockTo; ) {
                int end = mask.nextPadded(row, blockTo);
                kernels.columns().sums(x, row * columns, end - row, columns, partials.first, target);
                target = added(block, target);
                row = nextReal(end, blockTo);
            }
        }
    }

    private void gradientBlocks(int fromBlock, int toBlock) {
        for (int block = fromBlock; block < toBlock; block++) {
            int blockTo = blockTo(block);
            int target = clear(block);
            for (int row = nextReal(blockFrom(block), blockTo); row < blockTo; ) {
                int end = mask.nextPadded(row, blockTo);
                kernels.columns()
                        .gradientSums(
                                x,
                                row * columns,
                                dy,
                                row * columns,
                                end - row,
                                columns,
                                mean,
                                inverse,
                                scale,
                                shift,
                                at,
                                activation,
                                partials.first,
                                partials.second,
                                target);
                target = added(block, target);
                row = nextReal(end, blockTo);
            }
        }
    }

    /** The first run of rows writes the block's sums, later ones its working memory. */
    private int clear(int block) {
        int target = partials.at(block);
        Arrays.fill(partials.first, target, target + columns, 0);
        Arrays.fill(partials.second, target, target + columns, 0);
        return target;
    }

    private int added(int block, int target) {
        if (target != partials.at(block)) {
            partials.add(partials.at(block), target, 0, columns);
        }
        return partials.workAt(block);
    }

    private int nextReal(int from, int to) {
        return mask.isComplete() ? from : mask.nextReal(from, to);
    }

    private int blockFrom(int block) {
        return rowFrom + block * partials.blockRows();
    }

    private int blockTo(int block) {
        return Math.min(rowTo, blockFrom(block) + partials.blockRows());
    }
}
