package dev.evenkeel.kernel;

import dev.evenkeel.tensor.Mask;

/**
 * Two double sums per column for each block of rows, combined along one fixed binary tree: neighbours first, then
 * neighbouring pairs, whoever computed them. Each block has a second slot as working memory, and no two blocks write the
 * same 64 bytes.
 */
final class BlockPartials {
    private static final int CACHE_LINE = 8;
    /** Floats that one block of rows holds, where 64 rows are not more. */
    private static final int BLOCK_FLOATS = 1 << 15;

    private static final int ROWS = 64;
    /** Pairs of doubles that are worth a thread's while. */
    private static final int COMBINE_GRAIN = 1 << 13;

    final double[] first;
    final double[] second;
    private final int columns;
    private final int stride;
    private final int blockRows;
    private final int maxRows;
    private final long[] rowsBefore;

    BlockPartials(int maxRows, int columns) {
        this.columns = columns;
        this.maxRows = maxRows;
        blockRows = blockRows(columns);
        stride = (columns + 2 * CACHE_LINE - 1) / CACHE_LINE * CACHE_LINE;
        int blocks = Math.max(1, blocks(maxRows));
        int length = Math.multiplyExact(2 * blocks, stride);
        first = new double[length];
        second = new double[length];
        rowsBefore = new long[blocks + 1];
    }

    /** A multiple of 64 rows, at least 64, by the number of columns alone. */
    static int blockRows(int columns) {
        return Math.max(ROWS, BLOCK_FLOATS / Math.max(1, columns) / ROWS * ROWS);
    }

    int blockRows() {
        return blockRows;
    }

    int blocks(int rows) {
        return (int) (((long) rows + blockRows - 1) / blockRows);
    }

    int columns() {
        return columns;
    }

    /** How many columns one thread combines at a time. */
    int combineGrain(int blocks) {
        return Math.max(CACHE_LINE, COMBINE_GRAIN / Math.max(1, blocks));
    }

    void checkRows(int rows) {
        if (rows > maxRows) {
            throw new IllegalArgumentException("A reduction was planned for at most " + maxRows + " rows, but " + rows
                    + " came: plan it for the largest batch");
        }
    }

    /** Where a block's sums lie. */
    int at(int block) {
        return 2 * block * stride;
    }

    /** Where its working memory lies. */
    int workAt(int block) {
        return (2 * block + 1) * stride;
    }

    /** Sets how many values stand behind the blocks' moments, and gives their sum. */
    long count(Mask mask, int rowFrom, int rowTo) {
        int blocks = blocks(rowTo - rowFrom);
        for (int block = 0; block < blocks; block++) {
            int from = rowFrom + block * blockRows;
            int real = mask.realRows(from, Math.min(rowTo, from + blockRows));
            rowsBefore[block + 1] = rowsBefore[block] + real;
        }
        return rowsBefore[blocks];
    }

    /** Merges moments (mean in the first, M2 in the second) of columns {@code [from, to)} into block 0. */
    void mergeMoments(int blocks, int from, int to) {
        for (int step = 1; step < blocks; step *= 2) {
            for (int block = 0; block + step < blocks; block += 2 * step) {
                int middle = block + step;
                long count = rowsBefore[middle] - rowsBefore[block];
                long other = rowsBefore[Math.min(blocks, middle + step)] - rowsBefore[middle];
                mergeMoments(at(block), count, at(middle), other, from, to);
            }
        }
    }

    /** Merges the moments of {@code other} values at {@code otherAt} into those of {@code count} values at {@code at}. */
    void mergeMoments(int at, long count, int otherAt, long other, int from, int to) {
        if (other == 0) {
            return;
        }
        if (count == 0) {
            System.arraycopy(first, otherAt + from, first, at + from, to - from);
            System.arraycopy(second, otherAt + from, second, at + from, to - from);
            return;
        }
        double weight = (double) other / (count + other);
        double cross = count * weight;
        for (int column = from; column < to; column++) {
            double difference = first[otherAt + column] - first[at + column];
            first[at + column] += difference * weight;
            second[at + column] += second[otherAt + column] + difference * difference * cross;
        }
    }

    /** Adds the sums of columns {@code [from, to)} into block 0. */
    void addUp(int blocks, int from, int to) {
        for (int step = 1; step < blocks; step *= 2) {
            for (int block = 0; block + step < blocks; block += 2 * step) {
                add(at(block), at(block + step), from, to);
            }
        }
    }

    void add(int at, int otherAt, int from, int to) {
        for (int column = from; column < to; column++) {
            first[at + column] += first[otherAt + column];
            second[at + column] += second[otherAt + column];
        }
    }
}
