package dev.evenkeel.kernel.scalar;

import dev.evenkeel.kernel.Rows;
import dev.evenkeel.kernel.view.GradientSums;
import dev.evenkeel.kernel.view.Matrix;
import dev.evenkeel.kernel.view.RowNormalization;

/** Statistics, normalization and softmax per row, with double sums. */
final class ScalarRows implements Rows {
    @Override
    public void normalize(RowNormalization normalization, Matrix x, Matrix y, int from, int to) {
        for (int row = from; row < to; row++) {
            normalizeRow(normalization, x, y, row);
        }
    }

    private static void normalizeRow(RowNormalization normalization, Matrix x, Matrix y, int row) {
        int columns = x.columns();
        float[] values = x.values();
        float[] results = y.values();
        float[] gamma = normalization.gamma();
        float[] beta = normalization.beta();
        int from = x.at(row);
        int to = y.at(row);
        float center = normalization.centres() ? (float) (sum(values, from, columns) / columns) : 0f;
        double sum = 0;
        double squares = 0;
        for (int i = from; i < from + columns; i++) {
            double centred = values[i] - center;
            sum += centred;
            squares += centred * centred;
        }
        // What rounding the mean to float left over; small, but not beside a small deviation.
        double rest = normalization.centres() ? sum / columns : 0;
        double variance = Math.max(0, squares / columns - rest * rest);
        float factor = (float) (1 / Math.sqrt(variance + normalization.epsilon()));
        float shift = (float) -rest * factor;
        for (int column = 0; column < columns; column++) {
            float xhat = Math.fma(values[from + column] - center, factor, shift);
            results[to + column] = Math.fma(xhat, gamma[column], beta[column]);
        }
        normalization.mean()[row] = center;
        normalization.inverse()[row] = factor;
    }

    @Override
    public void normalizeBackward(
            RowNormalization normalization, Matrix x, Matrix dy, Matrix dx, int from, int to, GradientSums sums) {
        sums.clear();
        for (int row = from; row < to; row++) {
            differentiateRow(normalization, x, dy, dx, row, sums);
        }
    }

    private static void differentiateRow(
            RowNormalization normalization, Matrix x, Matrix dy, Matrix dx, int row, GradientSums sums) {
        int columns = x.columns();
        float[] values = x.values();
        float[] gradients = dy.values();
        float[] gamma = normalization.gamma();
        int xFrom = x.at(row);
        int dyFrom = dy.at(row);
        float[] results = dx.values();
        double[] gammaSums = sums.dyXhat();
        double[] betaSums = sums.dy();
        int dxTo = dx.at(row);
        float center = normalization.mean()[row];
        float factor = normalization.inverse()[row];
        double left = 0;
        double sumG = 0;
        double sumGX = 0;
        for (int column = 0; column < columns; column++) {
            float centred = values[xFrom + column] - center;
            float g = gamma[column] * gradients[dyFrom + column];
            left += centred;
            sumG += g;
            sumGX += (double) g * centred;
        }
        double rest = normalization.centres() ? left / columns : 0;
        float shift = (float) -rest * factor;
        float meanG = normalization.centres() ? (float) (sumG / columns) : 0f;
        float meanGXhat = (float) ((sumGX - rest * sumG) * factor / columns);
        for (int column = 0; column < columns; column++) {
            float xhat = Math.fma(values[xFrom + column] - center, factor, shift);
            float gradient = gradients[dyFrom + column];
            gammaSums[column] += (double) gradient * xhat;
            betaSums[column] += gradient;
            float g = gamma[column] * gradient;
            results[dxTo + column] = factor * Math.fma(-xhat, meanGXhat, g - meanG);
        }
    }

    @Override
    public void softmax(Matrix x, Matrix y, float[] logSum, int from, int to) {
        for (int row = from; row < to; row++) {
            logSum[row] = softmaxRow(x.values(), x.at(row), y.values(), y.at(row), x.columns());
        }
    }

    private static float softmaxRow(float[] x, int from, float[] y, int to, int columns) {
        float highest = Float.NEGATIVE_INFINITY;
        for (int column = 0; column < columns; column++) {
            highest = Math.max(highest, x[from + column]);
        }
        double sum = 0;
        for (int column = 0; column < columns; column++) {
            float e = Transcendental.exp(x[from + column] - highest);
            y[to + column] = e;
            sum += e;
        }
        float factor = (float) (1 / sum);
        for (int column = 0; column < columns; column++) {
            y[to + column] *= factor;
        }
        return (float) (highest + StrictMath.log(sum));
    }

    @Override
    public void softmaxBackward(Matrix y, Matrix dy, Matrix dx, int from, int to) {
        for (int row = from; row < to; row++) {
            softmaxRowBackward(y, dy, dx, row);
        }
    }

    private static void softmaxRowBackward(Matrix y, Matrix dy, Matrix dx, int row) {
        float[] results = y.values();
        float[] gradients = dy.values();
        int yFrom = y.at(row);
        int dyFrom = dy.at(row);
        int dxTo = dx.at(row);
        float[] inputs = dx.values();
        int columns = y.columns();
        double dot = 0;
        for (int column = 0; column < columns; column++) {
            dot += (double) gradients[dyFrom + column] * results[yFrom + column];
        }
        float inner = (float) dot;
        for (int column = 0; column < columns; column++) {
            inputs[dxTo + column] = results[yFrom + column] * (gradients[dyFrom + column] - inner);
        }
    }

    private static double sum(float[] x, int from, int length) {
        double sum = 0;
        for (int i = from; i < from + length; i++) {
            sum += x[i];
        }
        return sum;
    }

    @Override
    public void copy(Matrix x, Matrix y, int from, int to) {
        for (int row = from; row < to; row++) {
            System.arraycopy(x.values(), x.at(row), y.values(), y.at(row), x.columns());
        }
    }
}
