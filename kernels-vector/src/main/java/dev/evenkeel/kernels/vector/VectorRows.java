package dev.evenkeel.kernels.vector;

import dev.evenkeel.kernel.Centering;
import dev.evenkeel.kernel.Kernels;
import dev.evenkeel.kernel.Rows;
import java.util.Arrays;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/** Statistics, normalization and softmax per row. Rows shorter than two registers go through the scalar loops. */
final class VectorRows implements Rows {
    private static final VectorElements ELEMENTS = new VectorElements();
    private static final VectorSpecies<Float> S = Lanes.FLOATS;
    private static final int L = Lanes.COUNT;
    /** Float sums of a column hold at most so many terms. */
    private static final int TERMS = 64;
    /** What one wave of rows of a softmax holds. */
    private static final int WAVE = 4096;

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
        if (columns < 2 * L) {
            Kernels.scalar()
                    .rows()
                    .normalize(
                            centering, x, xOffset, y, yOffset, rows, columns, gamma, beta, epsilon, mean, inverse,
                            rowAt);
            return;
        }
        boolean centred = centering == Centering.MEAN;
        Widening memory = Widening.lease(0);
        for (int row = 0; row < rows; row++) {
            int from = xOffset + row * columns;
            float center = centred ? (float) (memory.row.sum(x, from, columns) / columns) : 0f;
            memory.row.deviations(x, from, columns, center);
            if (!(memory.row.squares < Double.POSITIVE_INFINITY)) {
                Kernels.scalar()
                        .rows()
                        .normalize(
                                centering,
                                x,
                                from,
                                y,
                                yOffset + row * columns,
                                1,
                                columns,
                                gamma,
                                beta,
                                epsilon,
                                mean,
                                inverse,
                                rowAt + row);
                continue;
            }
            // What rounding the mean to float left over; small, but not beside a small deviation.
            double rest = centred ? memory.row.deviation / columns : 0;
            double variance = Math.max(0, memory.row.squares / columns - rest * rest);
            float factor = (float) (1 / Math.sqrt(variance + epsilon));
            apply(x, from, y, yOffset + row * columns, columns, center, factor, (float) -rest * factor, gamma, beta);
            mean[rowAt + row] = center;
            inverse[rowAt + row] = factor;
        }
        memory.release();
    }

    private static void apply(
            float[] x,
            int xAt,
            float[] y,
            int yAt,
            int columns,
            float center,
            float factor,
            float shift,
            float[] gamma,
            float[] beta) {
        FloatVector factors = FloatVector.broadcast(S, factor);
        FloatVector shifts = FloatVector.broadcast(S, shift);
        int bound = Lanes.bound(columns);
        for (int j = 0; j < bound; j += L) {
            FloatVector.fromArray(S, x, xAt + j)
                    .sub(center)
                    .fma(factors, shifts)
                    .fma(FloatVector.fromArray(S, gamma, j), FloatVector.fromArray(S, beta, j))
                    .intoArray(y, yAt + j);
        }
        for (int j = bound; j < columns; j++) {
            y[yAt + j] = Math.fma(Math.fma(x[xAt + j] - center, factor, shift), gamma[j], beta[j]);
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
        if (columns < 2 * L) {
            Kernels.scalar()
                    .rows()
                    .normalizeBackward(
                            centering,
                            x,
                            xOffset,
                            dy,
                            dyOffset,
                            dx,
                            dxOffset,
                            rows,
                            columns,
                            gamma,
                            mean,
                            inverse,
                            rowAt,
                            gammaGradient,
                            betaGradient,
                            at);
            return;
        }
        Arrays.fill(gammaGradient, at, at + columns, 0);
        Arrays.fill(betaGradient, at, at + columns, 0);
        boolean centred = centering == Centering.MEAN;
        Widening sums = Widening.lease(columns);
        for (int row = 0; row < rows; row++) {
            if (row % TERMS == 0) {
                Arrays.fill(sums.first, 0, columns, 0f);
                Arrays.fill(sums.second, 0, columns, 0f);
            }
            int xAt = xOffset + row * columns;
            int dyAt = dyOffset + row * columns;
            float center = mean[rowAt + row];
            float factor = inverse[rowAt + row];
            sums.row.gradients(x, xAt, dy, dyAt, gamma, columns, center);
            double rest = centred ? sums.row.deviation / columns : 0;
            double sumG = sums.row.gradient;
            differentiate(
                    x,
                    xAt,
                    dy,
                    dyAt,
                    dx,
                    dxOffset + row * columns,
                    columns,
                    gamma,
                    center,
                    factor,
                    (float) -rest * factor,
                    centred ? (float) (sumG / columns) : 0f,
                    (float) ((sums.row.products - rest * sumG) * factor / columns),
                    sums.first,
                    sums.second);
            if (row % TERMS == TERMS - 1 || row == rows - 1) {
                Widening.fold(sums.first, columns, columns, gammaGradient, at);
                Widening.fold(sums.second, columns, columns, betaGradient, at);
            }
        }
        sums.release();
    }

    private static void differentiate(
            float[] x,
            int xAt,
            float[] dy,
            int dyAt,
            float[] dx,
            int dxAt,
            int columns,
            float[] gamma,
            float center,
            float factor,
            float shift,
            float meanG,
            float meanGXhat,
            float[] gammaSums,
            float[] betaSums) {
        FloatVector factors = FloatVector.broadcast(S, factor);
        FloatVector shifts = FloatVector.broadcast(S, shift);
        FloatVector means = FloatVector.broadcast(S, meanGXhat);
        int bound = Lanes.bound(columns);
        for (int j = 0; j < bound; j += L) {
            FloatVector xhat = FloatVector.fromArray(S, x, xAt + j).sub(center).fma(factors, shifts);
            FloatVector gradient = FloatVector.fromArray(S, dy, dyAt + j);
            FloatVector g = FloatVector.fromArray(S, gamma, j).mul(gradient);
            gradient.fma(xhat, FloatVector.fromArray(S, gammaSums, j)).intoArray(gammaSums, j);
            gradient.add(FloatVector.fromArray(S, betaSums, j)).intoArray(betaSums, j);
            xhat.neg().fma(means, g.sub(meanG)).mul(factors).intoArray(dx, dxAt + j);
        }
        for (int j = bound; j < columns; j++) {
            float xhat = Math.fma(x[xAt + j] - center, factor, shift);
            float gradient = dy[dyAt + j];
            gammaSums[j] = Math.fma(gradient, xhat, gammaSums[j]);
            betaSums[j] += gradient;
            dx[dxAt + j] = factor * Math.fma(-xhat, meanGXhat, gamma[j] * gradient - meanG);
        }
    }

    @Override
    public void softmax(
            float[] x, int xOffset, float[] y, int yOffset, int rows, int columns, float[] logSum, int rowAt) {
        Widening memory = Widening.lease(0);
        int wave = Math.max(1, WAVE / Math.max(1, columns));
        for (int from = 0; from < rows; from += wave) {
            int to = Math.min(rows, from + wave);
            for (int row = from; row < to; row++) {
                logSum[rowAt + row] = subtractHighest(x, xOffset + row * columns, y, yOffset + row * columns, columns);
            }
            exponentials(y, yOffset + from * columns, (to - from) * columns);
            for (int row = from; row < to; row++) {
                int at = yOffset + row * columns;
                double sum = memory.row.sum(y, at, columns);
                ELEMENTS.scale((float) (1 / sum), y, at, y, at, columns);
                logSum[rowAt + row] = (float) (logSum[rowAt + row] + StrictMath.log(sum));
            }
        }
        memory.release();
    }

    private static float subtractHighest(float[] x, int xAt, float[] y, int yAt, int columns) {
        float highest = Float.NEGATIVE_INFINITY;
        for (int j = 0; j < columns; j++) {
            highest = Math.max(highest, x[xAt + j]);
        }
        for (int j = 0; j < columns; j++) {
            y[yAt + j] = x[xAt + j] - highest;
        }
        return highest;
    }

    private static void exponentials(float[] y, int at, int length) {
        int bound = Lanes.bound(length);
        VectorTranscendental.expOfNegative(y, at, y, at, bound);
        for (int i = at + bound; i < at + length; i++) {
            y[i] = dev.evenkeel.kernel.Transcendental.exp(y[i]);
        }
    }

    @Override
    public void softmaxBackward(
            float[] y, int yOffset, float[] dy, int dyOffset, float[] dx, int dxOffset, int rows, int columns) {
        Kernels.scalar().rows().softmaxBackward(y, yOffset, dy, dyOffset, dx, dxOffset, rows, columns);
    }

    @Override
    public void copy(float[] x, int xOffset, int xStride, float[] y, int yOffset, int yStride, int rows, int columns) {
        Kernels.scalar().rows().copy(x, xOffset, xStride, y, yOffset, yStride, rows, columns);
    }
}
