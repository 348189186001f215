package dev.evenkeel.kernel;

import java.util.Arrays;

/** Statistics, normalization and softmax per row, with double sums. */
final class ScalarRows implements Rows {
    @Override
    public void normalize(
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
            int rowAt) {
        for (int row = 0; row < rows; row++) {
            int from = xOffset + row * columns;
            int to = yOffset + row * columns;
            float center = centering == Centering.MEAN ? (float) (sum(x, from, columns) / columns) : 0f;
            double sum = 0;
            double squares = 0;
            for (int i = from; i < from + columns; i++) {
                double centred = x[i] - center;
                sum += centred;
                squares += centred * centred;
            }
            // What rounding the mean to float left over; small, but not beside a small deviation.
            double rest = centering == Centering.MEAN ? sum / columns : 0;
            double variance = Math.max(0, squares / columns - rest * rest);
            float factor = (float) (1 / Math.sqrt(variance + epsilon));
            float shift = (float) -rest * factor;
            for (int column = 0; column < columns; column++) {
                float xhat = Math.fma(x[from + column] - center, factor, shift);
                y[to + column] = Math.fma(xhat, gamma[column], beta[column]);
            }
            mean[rowAt + row] = center;
            inverse[rowAt + row] = factor;
        }
    }

    @Override
    public void normalizeBackward(
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
            int at) {
        Arrays.fill(gammaGradient, at, at + columns, 0);
        Arrays.fill(betaGradient, at, at + columns, 0);
        for (int row = 0; row < rows; row++) {
            int xFrom = xOffset + row * columns;
            int dyFrom = dyOffset + row * columns;
            int dxTo = dxOffset + row * columns;
            float center = mean[rowAt + row];
            float factor = inverse[rowAt + row];
            double left = 0;
            double sumG = 0;
            double sumGX = 0;
            for (int column = 0; column < columns; column++) {
                float centred = x[xFrom + column] - center;
                float g = gamma[column] * dy[dyFrom + column];
                left += centred;
                sumG += g;
                sumGX += (double) g * centred;
            }
            double rest = centering == Centering.MEAN ? left / columns : 0;
            float shift = (float) -rest * factor;
            float meanG = centering == Centering.MEAN ? (float) (sumG / columns) : 0f;
            float meanGXhat = (float) ((sumGX - rest * sumG) * factor / columns);
            for (int column = 0; column < columns; column++) {
                float xhat = Math.fma(x[xFrom + column] - center, factor, shift);
                float gradient = dy[dyFrom + column];
                gammaGradient[at + column] += (double) gradient * xhat;
                betaGradient[at + column] += gradient;
                float g = gamma[column] * gradient;
                dx[dxTo + column] = factor * Math.fma(-xhat, meanGXhat, g - meanG);
            }
        }
    }

    @Override
    public void softmax(
            float[] x, int xOffset, float[] y, int yOffset, int rows, int columns, float[] logSum, int rowAt) {
        for (int row = 0; row < rows; row++) {
            int from = xOffset + row * columns;
            int to = yOffset + row * columns;
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
            logSum[rowAt + row] = (float) (highest + StrictMath.log(sum));
        }
    }

    @Override
    public void softmaxBackward(
            float[] y, int yOffset, float[] dy, int dyOffset, float[] dx, int dxOffset, int rows, int columns) {
        for (int row = 0; row < rows; row++) {
            int yFrom = yOffset + row * columns;
            int dyFrom = dyOffset + row * columns;
            int dxTo = dxOffset + row * columns;
            double dot = 0;
            for (int column = 0; column < columns; column++) {
                dot += (double) dy[dyFrom + column] * y[yFrom + column];
            }
            float inner = (float) dot;
            for (int column = 0; column < columns; column++) {
                dx[dxTo + column] = y[yFrom + column] * (dy[dyFrom + column] - inner);
            }
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
    public void copy(float[] x, int xOffset, int xStride, float[] y, int yOffset, int yStride, int rows, int columns) {
        for (int row = 0; row < rows; row++) {
            System.arraycopy(x, xOffset + row * xStride, y, yOffset + row * yStride, columns);
        }
    }
}
