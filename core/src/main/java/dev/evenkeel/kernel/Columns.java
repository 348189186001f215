package dev.evenkeel.kernel;

/** Statistics and normalization per column of <em>rows x columns</em>: batch, instance and group normalization. */
public interface Columns {
    /**
     * Mean and {@code M2 = sum (x - mean)^2} of each column over {@code rows} rows, written to {@code mean[at + column]}
     * and {@code m2[at + column]}. Shifted by the first row, float partial sums over at most 64 rows, then double; never
     * {@code E[x^2] - mean^2} of raw values.
     */
    void moments(float[] x, int offset, int rows, int columns, double[] mean, double[] m2, int at);

    /** {@code sum over rows of x}, per column, in double, to {@code sums[at + column]}. */
    void sums(float[] x, int offset, int rows, int columns, double[] sums, int at);

    /**
     * {@code y = f((x - mean) * scale + shift)} with the columns' values at {@code [at + column]} of each array; f is
     * {@link Activation#IDENTITY} or {@link Activation#RELU}. x and y may be the same array and offset.
     */
    void normalize(
            float[] x,
            int xOffset,
            float[] y,
            int yOffset,
            int rows,
            int columns,
            float[] mean,
            float[] scale,
            float[] shift,
            int at,
            Activation activation);

    /**
     * {@code sumDy = sum dy'} and {@code sumDyXhat = sum dy' * (x - mean) * inverse} per column, in double, where
     * {@code dy' = dy} or, for RELU, {@code dy} where {@code (x - mean) * scale + shift > 0} and 0 elsewhere
     * (recomputed with the very bits of {@link #normalize}).
     */
    void gradientSums(
            float[] x,
            int xOffset,
            float[] dy,
            int dyOffset,
            int rows,
            int columns,
            float[] mean,
            float[] inverse,
            float[] scale,
            float[] shift,
            int at,
            Activation activation,
            double[] sumDy,
            double[] sumDyXhat,
            int sumsAt);

    /**
     * {@code dx = dyFactor * dy' + xFactor * (x - mean) + constant} per column, {@code dy'} as in
     * {@link #gradientSums}. dy and dx may be the same array and offset.
     */
    void normalizeBackward(
            float[] x,
            int xOffset,
            float[] dy,
            int dyOffset,
            float[] dx,
            int dxOffset,
            int rows,
            int columns,
            float[] mean,
            float[] scale,
            float[] shift,
            float[] dyFactor,
            float[] xFactor,
            float[] constant,
            int at,
            Activation activation);
}
