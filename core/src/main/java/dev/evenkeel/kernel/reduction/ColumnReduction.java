package dev.evenkeel.kernel.reduction;

import dev.evenkeel.kernel.Columns;
import dev.evenkeel.kernel.team.Compute;
import dev.evenkeel.kernel.team.ScratchSlots;
import dev.evenkeel.kernel.team.Team;
import dev.evenkeel.kernel.view.GradientSums;
import dev.evenkeel.kernel.view.Moments;
import dev.evenkeel.tensor.Mask;
import java.util.stream.IntStream;

/**
 * Sums and moments of each column over many rows, planned once and run by a team: blocks of rows are cut by size alone
 * and combined pairwise along a fixed tree, so any number of threads gives the same bits (Chan, Golub and LeVeque 1983).
 * Rows that a mask marks as padding are left out. A run allocates nothing; one run at a time.
 */
public final class ColumnReduction {
    private static final float[] NOTHING = {};
    private static final Mask COMPLETE = new Mask(0, 1);
    private static final int ROWS = 64;
    /** Floats that one block of rows holds, where 64 rows are not more. */
    private static final int BLOCK_FLOATS = 1 << 15;
    /** Columns of two doubles that are worth a thread's while, and as many of one block. */
    private static final int COMBINED = 1 << 13;

    private static final int MIN_COMBINED = 8;

    private final Team team;
    private final int columns;
    private final int maxRows;
    private final int blockRows;
    private final int maxBlocks;
    /** Of each block, and of a run of rows within one for each thread. */
    private final Moments[] moments;

    private final GradientSums[] sums;
    private final long[] rowsBefore;
    private final Reduce momentsOfRows;
    private final Reduce sumsOfRows;
    private final Reduce gradientSumsOfRows;
    private final Combine mergeMoments = this::mergeMoments;
    private final Combine addSums = this::addSums;
    private final Team.RangeTask reduceBlocks;
    private final Team.RangeTask combineColumns = this::combineColumns;

    private Reduce reduce;
    private Combine combine = mergeMoments;
    private GradientLoop gradients;
    private Mask mask = COMPLETE;
    private int rowFrom;
    private int rowTo;
    private int blocks;
    private float[] x = NOTHING;

    /** Sets a slot to the result of rows. */
    private interface Reduce {
        void run(int from, int to, int slot);
    }

    /** Combines what a slot has of {@code rows} rows with another's, in the columns {@code [from, to)}. */
    private interface Combine {
        void run(int slot, long rows, int other, long otherRows, int from, int to);
    }

    /** A loop over rows that sums gradients, as {@link Columns#gradientSums} does. */
    @FunctionalInterface
    public interface GradientLoop {
        void run(int from, int to, GradientSums out);
    }

    /** A reduction of {@code columns} columns over at most {@code maxRows} rows. */
    public ColumnReduction(Compute compute, int maxRows, int columns) {
        Columns loops = compute.kernels().columns();
        team = compute.team();
        ScratchSlots slots = new ScratchSlots(team);
        reduceBlocks = slots.task(this::reduceBlocks);
        this.columns = columns;
        this.maxRows = maxRows;
        blockRows = Math.max(ROWS, BLOCK_FLOATS / Math.max(1, columns) / ROWS * ROWS);
        maxBlocks = blocks(maxRows);
        rowsBefore = new long[maxBlocks + 1];
        int results = maxBlocks + slots.count();
        moments = IntStream.range(0, results)
                .mapToObj(slot -> new Moments(columns))
                .toArray(Moments[]::new);
        sums = IntStream.range(0, results)
                .mapToObj(slot -> new GradientSums(columns))
                .toArray(GradientSums[]::new);
        momentsOfRows = (from, to, slot) -> loops.moments(x, from, to, moments[slot]);
        sumsOfRows = (from, to, slot) -> loops.sums(x, from, to, columns, sums[slot].dy());
        gradients = (from, to, out) -> {};
        gradientSumsOfRows = (from, to, slot) -> gradients.run(from, to, sums[slot]);
        reduce = momentsOfRows;
    }

    /**
     * Sets {@code out} to the moments of the real rows in {@code [from, to)} of x, whose row 0 lies at x[0].
     *
     * @throws IllegalArgumentException if there are more rows than planned or {@code out} has other channels
     */
    public void moments(float[] x, int from, int to, Mask mask, Moments out) {
        if (out.channels() != columns) {
            throw new IllegalArgumentException("A reduction of " + columns + " columns cannot fill moments of "
                    + out.channels() + " channels: give it moments of " + columns);
        }
        this.x = x;
        run(from, to, mask, momentsOfRows, mergeMoments);
        out.clear();
        out.merge(rowsBefore[blocks], moments[0].mean(), moments[0].m2(), 0);
    }

    /**
     * Sets {@code out} to the sums of the real rows in {@code [from, to)} of x, whose row 0 lies at x[0].
     *
     * @throws IllegalArgumentException if there are more rows than planned
     */
    public void sums(float[] x, int from, int to, Mask mask, double[] out) {
        this.x = x;
        run(from, to, mask, sumsOfRows, addSums);
        System.arraycopy(sums[0].dy(), 0, out, 0, columns);
    }

    /** Adds the sums over all rows, padded ones too, to a gradient, which repeats where it is shorter. */
    public void addSums(float[] x, int from, int to, float[] gradient) {
        this.x = x;
        run(from, to, COMPLETE, sumsOfRows, addSums);
        for (int column = 0; column < columns; column++) {
            gradient[column % gradient.length] += (float) sums[0].dy()[column];
        }
    }

    /**
     * Sets {@code out} to the sums of a loop over the rows {@code [from, to)}, padded ones too: they pass gradients on.
     *
     * @throws IllegalArgumentException if there are more rows than planned
     */
    public void gradientSums(int from, int to, GradientLoop loop, GradientSums out) {
        gradients = loop;
        run(from, to, COMPLETE, gradientSumsOfRows, addSums);
        out.clear();
        out.add(sums[0], 0, columns);
    }

    private void run(int from, int to, Mask realRows, Reduce rows, Combine results) {
        if (to - from > maxRows) {
            throw new IllegalArgumentException("A reduction was planned for at most " + maxRows + " rows, but got "
                    + (to - from) + ": plan it for the largest batch");
        }
        rowFrom = from;
        rowTo = to;
        mask = realRows;
        reduce = rows;
        combine = results;
        blocks = blocks(to - from);
        team.run(blocks, 1, reduceBlocks);
        for (int block = 0; block < blocks; block++) {
            rowsBefore[block + 1] += rowsBefore[block];
        }
        team.run(columns, Math.max(MIN_COMBINED, COMBINED / blocks), combineColumns);
        x = NOTHING;
        mask = COMPLETE;
    }

    private int blocks(int rows) {
        return (int) Math.max(1, ((long) rows + blockRows - 1) / blockRows);
    }

    private void reduceBlocks(int fromBlock, int toBlock, int slot) {
        for (int block = fromBlock; block < toBlock; block++) {
            int from = rowFrom + block * blockRows;
            rowsBefore[block + 1] = reduceBlock(block, from, Math.min(rowTo, from + blockRows), maxBlocks + slot);
        }
    }

    /** Combines the runs of real rows, and returns how many rows they are. */
    private int reduceBlock(int block, int from, int to, int runSlot) {
        int row = mask.nextReal(from, to);
        int end = mask.nextPadded(row, to);
        reduce.run(row, end, block);
        int rows = end - row;
        for (row = mask.nextReal(end, to); row < to; row = mask.nextReal(end, to)) {
            end = mask.nextPadded(row, to);
            reduce.run(row, end, runSlot);
            combine.run(block, rows, runSlot, end - row, 0, columns);
            rows += end - row;
        }
        return rows;
    }

    /** Neighbours first, then neighbouring pairs. */
    private void combineColumns(int from, int to) {
        for (int step = 1; step < blocks; step *= 2) {
            for (int block = 0; block + step < blocks; block += 2 * step) {
                int middle = block + step;
                long rows = rowsBefore[middle] - rowsBefore[block];
                long otherRows = rowsBefore[Math.min(blocks, middle + step)] - rowsBefore[middle];
                combine.run(block, rows, middle, otherRows, from, to);
            }
        }
    }

    private void mergeMoments(int slot, long rows, int other, long otherRows, int from, int to) {
        moments[slot].merge(rows, moments[other], otherRows, from, to);
    }

    private void addSums(int slot, long rows, int other, long otherRows, int from, int to) {
        sums[slot].add(sums[other], from, to);
    }
}
