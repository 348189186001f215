package dev.evenkeel.kernel;

import dev.evenkeel.kernel.view.Centering;
import dev.evenkeel.kernel.view.GradientSums;
import dev.evenkeel.kernel.view.Matrix;
import dev.evenkeel.kernel.view.RowNormalization;

/**
 * Statistics and normalization per row of <em>rows x columns</em>: layer and root-mean-square normalization, softmax. All
 * loops go over the rows {@code [from, to)} of row-major matrices.
 */
public interface Rows {
    /**
     * {@code y = gamma * xhat + beta} with each row's own statistics, which are left in the normalization. Corrected two-pass.
     */
    void normalize(RowNormalization normalization, Matrix x, Matrix y, int from, int to);

    /**
     * {@code dx = inverse * (g - mean(g) - xhat * mean(g * xhat))}, {@code g = gamma * dy}, without {@code mean(g)} for
     * {@link Centering#NONE}; and the rows' {@code sum dy * xhat} and {@code sum dy} per column. dy and dx may be the same.
     */
    void normalizeBackward(
            RowNormalization normalization, Matrix x, Matrix dy, Matrix dx, int from, int to, GradientSums sums);

    /**
     * {@code y = exp(x - logSum)} per row with {@code logSum = log(sum exp(x))}, which is written to {@code logSum[row]};
     * shifted by the row's maximum. x and y may be the same; y's rows follow one another without gaps.
     */
    void softmax(Matrix x, Matrix y, float[] logSum, int from, int to);

    /** {@code dx = y * (dy - sum(dy * y))} per row. */
    void softmaxBackward(Matrix y, Matrix dy, Matrix dx, int from, int to);

    /** {@code y = x}, of as many columns as x has. */
    void copy(Matrix x, Matrix y, int from, int to);
}
