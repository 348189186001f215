package dev.evenkeel.kernel;

/** Statistics and normalization per row of <em>rows x columns</em>: layer and root-mean-square normalization, softmax. */
public interface Rows {
    /**
     * {@code y = gamma * xhat + beta} with each row's own statistics, which are written to {@code mean[rowAt + row]} (0
     * for {@link Centering#NONE}) and {@code inverse[rowAt + row] = 1 / sqrt(variance + epsilon)}. Corrected two-pass.
     */
    void normalize(
            Centering centering,
            float[] x,
            int xOffset,
            float[] y,
            int yOffset,
            int rows,
            int columns,
            float[] gamma,
            float[] beta,
            float epsilon,
            float[] mean,
            float[] inverse,
            int rowAt);

    /**
     * {@code dx = inverse * (g - mean(g) - xhat * mean(g * xhat))}, {@code g = gamma * dy}, without {@code mean(g)} for
     * {@link Centering#NONE}; and the block's {@code sum dy * xhat} and {@code sum dy} per column, in double, to
     * {@code gammaGradient[at + column]} and {@code betaGradient[at + column]}.
     */
    void normalizeBackward(
            Centering centering,
            float[] x,
            int xOffset,
            float[] dy,
            int dyOffset,
            float[] dx,
            int dxOffset,
            int rows,
            int columns,
            float[] gamma,
            float[] mean,
            float[] inverse,
            int rowAt,
            double[] gammaGradient,
            double[] betaGradient,
            int at);

    /**
     * {@code y = exp(x - logSum)} per row with {@code logSum = log(sum exp(x))}, which is written to
     * {@code logSum[rowAt + row]}; shifted by the row's maximum. x and y may be the same.
     */
    void softmax(float[] x, int xOffset, float[] y, int yOffset, int rows, int columns, float[] logSum, int rowAt);

    /** {@code dx = y * (dy - sum(dy * y))} per row. */
    void softmaxBackward(
            float[] y, int yOffset, float[] dy, int dyOffset, float[] dx, int dxOffset, int rows, int columns);

    /** Copies {@code rows} rows of {@code columns} floats that lie {@code xStride} and {@code yStride} apart. */
    void copy(float[] x, int xOffset, int xStride, float[] y, int yOffset, int yStride, int rows, int columns);
}
