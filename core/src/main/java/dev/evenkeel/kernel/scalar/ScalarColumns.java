package dev.evenkeel.kernel.scalar;

import dev.evenkeel.kernel.Columns;
import dev.evenkeel.kernel.view.ColumnNormalization;
import dev.evenkeel.kernel.view.GradientSums;
import dev.evenkeel.kernel.view.Moments;
import java.util.Arrays;

/** Statistics and normalization per column, row by row through memory. */
final class ScalarColumns implements Columns {
    @Override
    public void moments(float[] x, int from, int to, Moments out) {
        int columns = out.channels();
        double[] mean = out.mean();
        double[] m2 = out.m2();
        int rows = to - from;
        out.clear();
        out.count(rows);
        for (int row = from + 1; row < to; row++) {
            for (int column = 0; column < columns; column++) {
                double shifted = (double) x[row * columns + column] - x[from * columns + column];
                mean[column] += shifted;
                m2[column] += shifted * shifted;
            }
        }
        for (int column = 0; column < columns && rows > 0; column++) {
            double sum = mean[column];
            mean[column] = x[from * columns + column] + sum / rows;
            m2[column] = Math.max(0, m2[column] - sum * sum / rows);
        }
    }

    @Override
    public void sums(float[] x, int from, int to, int columns, double[] out) {
        Arrays.fill(out, 0, columns, 0);
        for (int row = from; row < to; row++) {
            for (int column = 0; column < columns; column++) {
                out[column] += x[row * columns + column];
            }
        }
    }

    @Override
    public void normalize(float[] x, int from, int to, ColumnNormalization by, float[] y, int yAt) {
        int columns = by.columns();
        boolean rectified = by.rectified();
        for (int row = from; row < to; row++) {
            int yRow = yAt + (row - from) * columns;
            for (int column = 0; column < columns; column++) {
                float centred = x[row * columns + column] - by.mean()[column];
                float value = Math.fma(centred, by.scale()[column], by.shift()[column]);
                y[yRow + column] = rectified && value < 0f ? 0f : value;
            }
        }
    }

    @Override
    public void gradientSums(float[] x, float[] dy, int from, int to, ColumnNormalization by, GradientSums out) {
        int columns = by.columns();
        double[] sumDy = out.dy();
        double[] sumDyXhat = out.dyXhat();
        out.clear();
        for (int row = from; row < to; row++) {
            for (int column = 0; column < columns; column++) {
                float centred = x[row * columns + column] - by.mean()[column];
                float gradient = gradient(dy[row * columns + column], centred, by, column);
                sumDy[column] += gradient;
                sumDyXhat[column] += (double) gradient * centred;
            }
        }
        for (int column = 0; column < columns; column++) {
            sumDyXhat[column] *= by.inverse()[column];
        }
    }

    @Override
    public void normalizeBackward(
            float[] x, float[] dy, int from, int to, ColumnNormalization by, float[] dx, int dxAt) {
        int columns = by.columns();
        for (int row = from; row < to; row++) {
            int dxRow = dxAt + (row - from) * columns;
            for (int column = 0; column < columns; column++) {
                float centred = x[row * columns + column] - by.mean()[column];
                float gradient = gradient(dy[row * columns + column], centred, by, column);
                dx[dxRow + column] = Math.fma(
                        by.scale()[column], gradient, Math.fma(by.xFactor()[column], centred, by.constant()[column]));
            }
        }
    }

    /** What the activation lets through of dy. */
    private static float gradient(float dy, float centred, ColumnNormalization by, int column) {
        boolean passes = !by.rectified() || Math.fma(centred, by.scale()[column], by.shift()[column]) > 0f;
        return passes ? dy : 0f;
    }
}
