package dev.evenkeel.kernel;

import dev.evenkeel.kernel.view.ColumnNormalization;
import dev.evenkeel.kernel.view.GradientSums;
import dev.evenkeel.kernel.view.Moments;

/**
 * Statistics and normalization per column of a matrix <em>rows x columns</em>: batch, instance and group normalization.
 * Loops see the rows {@code [from, to)} of arrays whose row 0 lies at their start.
 */
public interface Columns {
    /**
     * Sets count, mean and {@code M2 = sum (x - mean)^2} of each column. Shifted by the first row, in double, or in float over
     * at most 64 rows and then in double; never {@code E[x^2] - mean^2} of raw values.
     */
    void moments(float[] x, int from, int to, Moments out);

    /** {@code sum of x} per column, in double. */
    void sums(float[] x, int from, int to, int columns, double[] out);

    /** {@code y = f((x - mean) * scale + shift)}, from {@code y[yAt]} on; x and y may be the same rows of one array. */
    void normalize(float[] x, int from, int to, ColumnNormalization by, float[] y, int yAt);

    /**
     * {@code sum dy'} and {@code sum dy' * (x - mean) * inverse} per column, in double, where {@code dy' = dy} or, for RELU,
     * {@code dy} where {@code (x - mean) * scale + shift > 0} and 0 elsewhere (recomputed with the very bits of
     * {@link #normalize}).
     */
    void gradientSums(float[] x, float[] dy, int from, int to, ColumnNormalization by, GradientSums out);

    /**
     * {@code dx = scale * dy' + xFactor * (x - mean) + constant}, from {@code dx[dxAt]} on, {@code dy'} as in
     * {@link #gradientSums}. dy and dx may be the same rows of one array.
     */
    void normalizeBackward(float[] x, float[] dy, int from, int to, ColumnNormalization by, float[] dx, int dxAt);
}
