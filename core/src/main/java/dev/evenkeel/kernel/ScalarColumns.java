package dev.evenkeel.kernel;

import java.util.Arrays;

/** Statistics and normalization per column, row by row through memory. */
final class ScalarColumns implements Columns {
    @Override
    public void moments(float[] x, int offset, int rows, int columns, double[] mean, double[] m2, int at) {
        Arrays.fill(mean, at, at + columns, 0);
        Arrays.fill(m2, at, at + columns, 0);
        for (int row = 1; row < rows; row++) {
            int from = offset + row * columns;
            for (int column = 0; column < columns; column++) {
                double shifted = (double) x[from + column] - x[offset + column];
                mean[at + column] += shifted;
                m2[at + column] += shifted * shifted;
            }
        }
        for (int column = 0; column < columns && rows > 0; column++) {
            double sum = mean[at + column];
            mean[at + column] = x[offset + column] + sum / rows;
            m2[at + column] = nonNegative(m2[at + column] - sum * sum / rows);
        }
    }

    /** Rounding can leave a sum of squares a little below 0; NaN stays. */
    private static double nonNegative(double value) {
        return value < 0 ? 0 : value;
    }

    @Override
    public void sums(float[] x, int offset, int rows, int columns, double[] sums, int at) {
        Arrays.fill(sums, at, at + columns, 0);
        for (int row = 0; row < rows; row++) {
            int from = offset + row * columns;
            for (int column = 0; column < columns; column++) {
                sums[at + column] += x[from + column];
            }
        }
    }

    @Override
    public void normalize(
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
            Activation activation) {
        boolean rectified = rectified(activation);
        for (int row = 0; row < rows; row++) {
            int from = xOffset + row * columns;
            int to = yOffset + row * columns;
            for (int column = 0; column < columns; column++) {
                float value = Math.fma(x[from + column] - mean[at + column], scale[at + column], shift[at + column]);
                y[to + column] = rectified && value < 0f ? 0f : value;
            }
        }
    }

    @Override
    public void gradientSums(
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
            int sumsAt) {
        boolean rectified = rectified(activation);
        Arrays.fill(sumDy, sumsAt, sumsAt + columns, 0);
        Arrays.fill(sumDyXhat, sumsAt, sumsAt + columns, 0);
        for (int row = 0; row < rows; row++) {
            int xFrom = xOffset + row * columns;
            int dyFrom = dyOffset + row * columns;
            for (int column = 0; column < columns; column++) {
                float centred = x[xFrom + column] - mean[at + column];
                float gradient = dy[dyFrom + column];
                if (rectified && !(Math.fma(centred, scale[at + column], shift[at + column]) > 0f)) {
                    gradient = 0f;
                }
                sumDy[sumsAt + column] += gradient;
                sumDyXhat[sumsAt + column] += (double) gradient * centred;
            }
        }
        for (int column = 0; column < columns; column++) {
            sumDyXhat[sumsAt + column] *= inverse[at + column];
        }
    }

    @Override
    public void normalizeBackward(
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
            Activation activation) {
        boolean rectified = rectified(activation);
        for (int row = 0; row < rows; row++) {
            int xFrom = xOffset + row * columns;
            int dyFrom = dyOffset + row * columns;
            int dxTo = dxOffset + row * columns;
            for (int column = 0; column < columns; column++) {
                float centred = x[xFrom + column] - mean[at + column];
                float gradient = dy[dyFrom + column];
                if (rectified && !(Math.fma(centred, scale[at + column], shift[at + column]) > 0f)) {
                    gradient = 0f;
                }
                dx[dxTo + column] = Math.fma(
                        dyFactor[at + column],
                        gradient,
                        Math.fma(xFactor[at + column], centred, constant[at + column]));
            }
        }
    }

    /** Whether the activation fused into a normalization is RELU. */
    static boolean rectified(Activation activation) {
        return switch (activation) {
            case IDENTITY -> false;
            case RELU -> true;
            default ->
                throw new IllegalArgumentException("A normalization is fused with IDENTITY or RELU, but " + activation
                        + " came: activate() its output");
        };
    }
}
