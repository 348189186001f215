package dev.evenkeel.kernel.view;

import dev.evenkeel.kernel.Columns;

/**
 * What the columns of a matrix <em>rows x columns</em> are normalised by, with {@code xhat = (x - mean) * inverse}:
 * {@code y = f(gamma * xhat + beta)} and {@code dx = scale * dy' - factor * (meanDy + xhat * meanDyXhat)}, where
 * {@code dy' = dy f'}, {@code scale = gamma * inverse}, and the factor is the scale where the means are those of dy' itself.
 *
 * <p>Loops compute both as {@code y = f((x - mean) * scale + shift)} and
 * {@code dx = scale * dy' + xFactor * (x - mean) + constant}, with the mean as a float. What that rounds away, the remainder
 * of the mean, is put into the shift, the sums and the constant, so columns whose mean is many deviations from 0 lose nothing.
 */
public final class ColumnNormalization {
    private final int columns;
    private final boolean rectified;
    private final float[] mean;
    private final double[] meanRemainder;
    private final float[] inverse;
    private final float[] scale;
    private final float[] shift;
    private final float[] xFactor;
    private final float[] constant;

    /**
     * Columns that all become 0 until they are set.
     *
     * @throws IllegalArgumentException if the activation is neither IDENTITY nor RELU
     */
    public ColumnNormalization(int columns, Activation activation) {
        if (activation != Activation.IDENTITY && activation != Activation.RELU) {
            throw new IllegalArgumentException("A normalization is fused with IDENTITY or RELU, but got " + activation
                    + ": activate() its output");
        }
        this.columns = columns;
        rectified = activation == Activation.RELU;
        mean = new float[columns];
        meanRemainder = new double[columns];
        inverse = new float[columns];
        scale = new float[columns];
        shift = new float[columns];
        xFactor = new float[columns];
        constant = new float[columns];
    }

    private ColumnNormalization(ColumnNormalization other, boolean rectified, float[] xFactor, float[] constant) {
        this.columns = other.columns;
        this.rectified = rectified;
        mean = other.mean;
        meanRemainder = other.meanRemainder;
        inverse = other.inverse;
        scale = other.scale;
        shift = other.shift;
        this.xFactor = xFactor;
        this.constant = constant;
    }

    /** A view without the activation. */
    public ColumnNormalization unfused() {
        return new ColumnNormalization(this, false, xFactor, constant);
    }

    /** A view for rows that took no part in the statistics: {@code dx = scale * dy'}. */
    public ColumnNormalization withConstantStatistics() {
        return new ColumnNormalization(this, rectified, new float[columns], new float[columns]);
    }

    /** {@code y = gamma * (x - mean) * inverse + beta}. */
    public void setForward(int column, double center, double invStd, double gamma, double beta) {
        double newScale = gamma * invStd;
        mean[column] = (float) center;
        meanRemainder[column] = center - mean[column];
        inverse[column] = (float) invStd;
        scale[column] = (float) newScale;
        shift[column] = (float) (beta - meanRemainder[column] * newScale);
    }

    /** {@code y = (x - newMean) * newScale + newShift}. */
    public void setForward(int column, float newMean, float newScale, float newShift) {
        mean[column] = newMean;
        scale[column] = newScale;
        shift[column] = newShift;
    }

    /** {@code sum(dy' * xhat)} from what {@link Columns#gradientSums} gives, whose mean is a float. */
    public double sumDyXhat(int column, GradientSums sums) {
        return sums.dyXhat()[column] - meanRemainder[column] * inverse[column] * sums.dy()[column];
    }

    /** {@code dx = scale * (dy' - meanDy - xhat * meanDyXhat)}. */
    public void setBackward(int column, double meanDy, double meanDyXhat) {
        setBackward(column, scale[column], meanDy, meanDyXhat);
    }

    /** {@code dx = scale * dy' - factor * (meanDy + xhat * meanDyXhat)}. */
    public void setBackward(int column, double factor, double meanDy, double meanDyXhat) {
        double slope = -factor * inverse[column] * meanDyXhat;
        xFactor[column] = (float) slope;
        constant[column] = (float) (-factor * meanDy - meanRemainder[column] * slope);
    }

    public int columns() {
        return columns;
    }

    /** Whether the activation is RELU. */
    public boolean rectified() {
        return rectified;
    }

    public float[] mean() {
        return mean;
    }

    public float[] inverse() {
        return inverse;
    }

    public float[] scale() {
        return scale;
    }

    public float[] shift() {
        return shift;
    }

    public float[] xFactor() {
        return xFactor;
    }

    public float[] constant() {
        return constant;
    }
}
