package dev.evenkeel.norm;

import dev.evenkeel.kernel.Activation;
import dev.evenkeel.kernel.Kernels;
import dev.evenkeel.operation.Flow;
import dev.evenkeel.tensor.Mask;

/**
 * {@code y = f(gamma * (x - mean) * inverse + beta)} over <em>rows x channels</em>, and its derivative, with sets of
 * numbers per channel: one set for all rows, one per ghost batch, or one per example. {@code at} is where a set begins.
 *
 * <p>The kernels subtract the mean as a float. What that rounds away is put into the shift, so channels whose mean is
 * many deviations from 0 lose nothing.
 */
final class NormalizedColumns {
    private final Kernels kernels;
    private final Activation activation;
    private final int columns;
    private final float[] mean;
    private final double[] rest;
    private final float[] inverse;
    private final float[] scale;
    private final float[] shift;
    private final float[] xFactor;
    private final float[] constant;
    private final float[] zeros;

    NormalizedColumns(Kernels kernels, Activation activation, int columns, int sets) {
        this.kernels = kernels;
        this.activation = activation;
        this.columns = columns;
        int size = Math.multiplyExact(sets, columns);
        mean = new float[size];
        rest = new double[size];
        inverse = new float[size];
        scale = new float[size];
        shift = new float[size];
        xFactor = new float[size];
        constant = new float[size];
        zeros = new float[size];
    }

    /** Sets what one channel is normalised by. */
    void set(int index, double center, double inverseDeviation, double gamma, double beta) {
        double factor = gamma * inverseDeviation;
        mean[index] = (float) center;
        rest[index] = center - mean[index];
        inverse[index] = (float) inverseDeviation;
        scale[index] = (float) factor;
        shift[index] = (float) (beta - rest[index] * factor);
    }

    /** Writes the rows from {@code to[toAt]} on. */
    void forward(Flow input, float[] to, int toAt, int rowFrom, int rowTo, int at) {
        forward(input, to, toAt, rowFrom, rowTo, at, activation);
    }

    /** Writes the rows before the activation. */
    void forwardUnfused(Flow input, float[] to, int toAt, int rowFrom, int rowTo, int at) {
        forward(input, to, toAt, rowFrom, rowTo, at, Activation.IDENTITY);
    }

    private void forward(Flow input, float[] to, int toAt, int rowFrom, int rowTo, int at, Activation f) {
        kernels.columns()
                .normalize(
                        input.values(),
                        rowFrom * columns,
                        to,
                        toAt,
                        rowTo - rowFrom,
                        columns,
                        mean,
                        scale,
                        shift,
                        at,
                        f);
    }

    /** {@code sum dy} and {@code sum dy * (x - float mean) * inverse} over rows, padded ones too: they pass gradients on. */
    void gradientSums(
            Flow input, float[] dy, int rowFrom, int rowTo, int at, double[] sumDy, double[] sumDyXhat, int sumsAt) {
        int offset = rowFrom * columns;
        kernels.columns()
                .gradientSums(
                        input.values(),
                        offset,
                        dy,
                        offset,
                        rowTo - rowFrom,
                        columns,
                        mean,
                        inverse,
                        scale,
                        shift,
                        at,
                        activation,
                        sumDy,
                        sumDyXhat,
                        sumsAt);
    }

    /** {@code sum dy * xhat} of a channel from the sums that {@link #gradientSums} gave. */
    double exactSum(int index, double sumDy, double sumDyXhat) {
        return sumDyXhat - rest[index] * inverse[index] * sumDy;
    }

    /**
     * Prepares {@code dx = scale * dy - factor * (meanDy + xhat * meanDyXhat)}: how the statistics answer to x. Both means
     * are 0 where the statistics are constants.
     */
    void setGradient(int index, double factor, double meanDy, double meanDyXhat) {
        double slope = -factor * inverse[index] * meanDyXhat;
        xFactor[index] = (float) slope;
        constant[index] = (float) (-factor * meanDy - rest[index] * slope);
    }

    /**
     * Writes dx from {@code dx[dxAt]} on; padded rows took no part in the statistics, so theirs is {@code scale * dy} alone.
     */
    void backward(Flow input, float[] dy, float[] dx, int rowFrom, int rowTo, int at, int dxAt) {
        Mask mask = input.mask();
        int row = rowFrom;
        while (row < rowTo) {
            int padded = mask.nextPadded(row, rowTo);
            backward(input, dy, dx, row, padded, xFactor, constant, at, dxAt + (row - rowFrom) * columns);
            row = mask.nextReal(padded, rowTo);
            backward(input, dy, dx, padded, row, zeros, zeros, at, dxAt + (padded - rowFrom) * columns);
        }
    }

    private void backward(
            Flow input,
            float[] dy,
            float[] dx,
            int rowFrom,
            int rowTo,
            float[] factor,
            float[] added,
            int at,
            int dxAt) {
        int offset = rowFrom * columns;
        if (rowTo > rowFrom) {
            kernels.columns()
                    .normalizeBackward(
                            input.values(),
                            offset,
                            dy,
                            offset,
                            dx,
                            dxAt,
                            rowTo - rowFrom,
                            columns,
                            mean,
                            scale,
                            shift,
                            scale,
                            factor,
                            added,
                            at,
                            activation);
        }
    }

    Activation activation() {
        return activation;
    }

    float[] mean() {
        return mean;
    }

    float[] inverse() {
        return inverse;
    }

    float[] scale() {
        return scale;
    }

    float[] shift() {
        return shift;
    }
}
