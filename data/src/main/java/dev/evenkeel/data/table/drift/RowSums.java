package dev.evenkeel.data.table.drift;

import dev.evenkeel.drift.stream.Windows;
import java.util.List;

/** Sums over rows of their inputs, standardised as in training, and counts of gaps and of categories that were not learnt. */
final class RowSums implements Windows.Sums<RowSums> {
    private final double[] sums;
    private final double[] squares;
    private final long[] unseen;
    private final long[] missing;
    private long rows;
    private long known;

    RowSums(int width, int columns) {
        sums = new double[width];
        squares = new double[width];
        unseen = new long[columns];
        missing = new long[columns];
    }

    /** Adds a row of encoded inputs from {@code at} on. */
    void add(float[] inputs, int at, StoredColumns stored, List<ColumnPlace> places) {
        rows++;
        for (int input = 0; input < stored.mean().length; input++) {
            double deviation = stored.deviation()[input];
            double away = deviation == 0 ? 0 : (inputs[at + input] - stored.mean()[input]) / deviation;
            sums[input] += away;
            squares[input] += away * away;
        }
        for (int column = 0; column < unseen.length; column++) {
            unseen[column] += places.get(column).isEmpty(inputs, at) ? 1 : 0;
        }
    }

    /** Adds which values of a row were missing. */
    void add(boolean[] gaps) {
        known++;
        for (int column = 0; column < missing.length; column++) {
            missing[column] += gaps[column] ? 1 : 0;
        }
    }

    /** Tells how many values were missing in so many rows. */
    void setMissing(long[] counts, long ofRows) {
        System.arraycopy(counts, 0, missing, 0, missing.length);
        known = ofRows;
    }

    @Override
    public long examples() {
        return rows;
    }

    @Override
    public void merge(RowSums other) {
        rows += other.rows;
        known += other.known;
        for (int input = 0; input < sums.length; input++) {
            sums[input] += other.sums[input];
            squares[input] += other.squares[input];
        }
        for (int column = 0; column < unseen.length; column++) {
            unseen[column] += other.unseen[column];
            missing[column] += other.missing[column];
        }
    }

    /** Of which rows it is known what was missing. */
    long known() {
        return known;
    }

    /** Of an input's mean, in deviations. */
    double shift(int input) {
        return sums[input] / Math.max(1, rows);
    }

    /** Of an input's variances, now over then. */
    double ratio(int input) {
        return Math.max(0, squares[input] / Math.max(1, rows) - shift(input) * shift(input));
    }

    double unseen(int column) {
        return (double) unseen[column] / Math.max(1, rows);
    }

    double missing(int column) {
        return (double) missing[column] / Math.max(1, known);
    }
}
