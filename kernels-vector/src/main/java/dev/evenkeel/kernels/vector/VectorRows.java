package dev.evenkeel.kernels.vector;

import dev.evenkeel.kernel.Rows;
import dev.evenkeel.kernel.scalar.ScalarKernels;
import dev.evenkeel.kernel.view.GradientSums;
import dev.evenkeel.kernel.view.Matrix;
import dev.evenkeel.kernel.view.RowNormalization;
import java.util.Arrays;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

/** Statistics, normalization and softmax per row. Rows shorter than two registers go through the scalar loops. */
public final class VectorRows implements Rows {
    private static final VectorElements ELEMENTS = new VectorElements();
    private static final VectorSpecies<Float> S = Lanes.FLOATS;
    private static final int L = Lanes.COUNT;
    /** Float sums of a column hold at most so many terms. */
    private static final int TERMS = 64;
    /** What one wave of rows of a softmax holds. */
    private static final int WAVE = 4096;

    @Override
    public void normalize(RowNormalization normalization, Matrix x, Matrix y, int from, int to) {
        int columns = x.columns();
        if (columns < 2 * L) {
            ScalarKernels.kernels().rows().normalize(normalization, x, y, from, to);
            return;
        }
        float[] values = x.values();
        Widening memory = Widening.lease(0);
        for (int row = from; row < to; row++) {
            int at = x.at(row);
            float center = normalization.centres() ? (float) (memory.row.sum(values, at, columns) / columns) : 0f;
            memory.row.deviations(values, at, columns, center);
            if (!(memory.row.squares < Double.POSITIVE_INFINITY)) {
                ScalarKernels.kernels().rows().normalize(normalization, x, y, row, row + 1);
                continue;
            }
            // What rounding the mean to float left over; small, but not beside a small deviation.
            double rest = normalization.centres() ? memory.row.deviation / columns : 0;
            double variance = Math.max(0, memory.row.squares / columns - rest * rest);
            float factor = (float) (1 / Math.sqrt(variance + normalization.epsilon()));
            normalization.mean()[row] = center;
            normalization.inverse()[row] = factor;
            apply(normalization, x, y, row, (float) -rest * factor);
        }
        memory.release();
    }

    private static void apply(RowNormalization normalization, Matrix x, Matrix y, int row, float shift) {
        float[] values = x.values();
        float[] results = y.values();
        int xAt = x.at(row);
        int yAt = y.at(row);
        int columns = x.columns();
        float center = normalization.mean()[row];
        float factor = normalization.inverse()[row];
        float[] gamma = normalization.gamma();
        float[] beta = normalization.beta();
        FloatVector factors = FloatVector.broadcast(S, factor);
        FloatVector shifts = FloatVector.broadcast(S, shift);
        int bound = Lanes.bound(columns);
        for (int j = 0; j < bound; j += L) {
            FloatVector.fromArray(S, values, xAt + j)
                    .sub(center)
                    .fma(factors, shifts)
                    .fma(FloatVector.fromArray(S, gamma, j), FloatVector.fromArray(S, beta, j))
                    .intoArray(results, yAt + j);
        }
        for (int j = bound; j < columns; j++) {
            results[yAt + j] = Math.fma(Math.fma(values[xAt + j] - center, factor, shift), gamma[j], beta[j]);
        }
    }

    @Override
    public void normalizeBackward(
            RowNormalization normalization, Matrix x, Matrix dy, Matrix dx, int from, int to, GradientSums sums) {
        int columns = x.columns();
        if (columns < 2 * L) {
            ScalarKernels.kernels().rows().normalizeBackward(normalization, x, dy, dx, from, to, sums);
            return;
        }
        sums.clear();
        float[] gamma = normalization.gamma();
        Widening memory = Widening.lease(columns);
        for (int row = from; row < to; row++) {
            int term = (row - from) % TERMS;
            if (term == 0) {
                Arrays.fill(memory.first, 0, columns, 0f);
                Arrays.fill(memory.second, 0, columns, 0f);
            }
            float center = normalization.mean()[row];
            memory.row.gradients(x.values(), x.at(row), dy.values(), dy.at(row), gamma, columns, center);
            differentiate(normalization, x, dy, dx, row, memory);
            if (term == TERMS - 1 || row == to - 1) {
                Widening.fold(memory.first, columns, columns, sums.dyXhat(), 0);
                Widening.fold(memory.second, columns, columns, sums.dy(), 0);
            }
        }
        memory.release();
    }

    private static void differentiate(
            RowNormalization normalization, Matrix x, Matrix dy, Matrix dx, int row, Widening memory) {
        float[] values = x.values();
        float[] gradients = dy.values();
        float[] results = dx.values();
        int xAt = x.at(row);
        int dyAt = dy.at(row);
        int dxAt = dx.at(row);
        int columns = x.columns();
        float[] gamma = normalization.gamma();
        float[] gammaSums = memory.first;
        float[] betaSums = memory.second;
        float center = normalization.mean()[row];
        float factor = normalization.inverse()[row];
        double rest = normalization.centres() ? memory.row.deviation / columns : 0;
        double sumG = memory.row.gradient;
        float shift = (float) -rest * factor;
        float meanG = normalization.centres() ? (float) (sumG / columns) : 0f;
        float meanGXhat = (float) ((memory.row.products - rest * sumG) * factor / columns);
        FloatVector factors = FloatVector.broadcast(S, factor);
        FloatVector shifts = FloatVector.broadcast(S, shift);
        FloatVector means = FloatVector.broadcast(S, meanGXhat);
        int bound = Lanes.bound(columns);
        for (int j = 0; j < bound; j += L) {
            FloatVector xhat =
                    FloatVector.fromArray(S, values, xAt + j).sub(center).fma(factors, shifts);
            FloatVector gradient = FloatVector.fromArray(S, gradients, dyAt + j);
            FloatVector g = FloatVector.fromArray(S, gamma, j).mul(gradient);
            gradient.fma(xhat, FloatVector.fromArray(S, gammaSums, j)).intoArray(gammaSums, j);
            gradient.add(FloatVector.fromArray(S, betaSums, j)).intoArray(betaSums, j);
            xhat.neg().fma(means, g.sub(meanG)).mul(factors).intoArray(results, dxAt + j);
        }
        for (int j = bound; j < columns; j++) {
            float xhat = Math.fma(values[xAt + j] - center, factor, shift);
            float gradient = gradients[dyAt + j];
            gammaSums[j] = Math.fma(gradient, xhat, gammaSums[j]);
            betaSums[j] += gradient;
            results[dxAt + j] = factor * Math.fma(-xhat, meanGXhat, gamma[j] * gradient - meanG);
        }
    }

    @Override
    public void softmax(Matrix x, Matrix y, float[] logSum, int from, int to) {
        int columns = x.columns();
        float[] results = y.values();
        Widening memory = Widening.lease(0);
        int wave = Math.max(1, WAVE / Math.max(1, columns));
        for (int first = from; first < to; first += wave) {
            int last = Math.min(to, first + wave);
            for (int row = first; row < last; row++) {
                logSum[row] = subtractHighest(x.values(), x.at(row), results, y.at(row), columns);
            }
            exponentials(results, y.at(first), (last - first) * columns);
            for (int row = first; row < last; row++) {
                int at = y.at(row);
                double sum = memory.row.sum(results, at, columns);
                ELEMENTS.scale((float) (1 / sum), results, at, results, at, columns);
                logSum[row] = (float) (logSum[row] + StrictMath.log(sum));
            }
        }
        memory.release();
    }

    private static float subtractHighest(float[] x, int xAt, float[] y, int yAt, int columns) {
        int bound = Lanes.bound(columns);
        float highest = Float.NEGATIVE_INFINITY;
        if (bound > 0) {
            FloatVector most = FloatVector.broadcast(S, Float.NEGATIVE_INFINITY);
            for (int j = 0; j < bound; j += L) {
                most = most.max(FloatVector.fromArray(S, x, xAt + j));
            }
            highest = most.reduceLanes(VectorOperators.MAX);
        }
        for (int j = bound; j < columns; j++) {
            highest = Math.max(highest, x[xAt + j]);
        }
        FloatVector center = FloatVector.broadcast(S, highest);
        for (int j = 0; j < bound; j += L) {
            FloatVector.fromArray(S, x, xAt + j).sub(center).intoArray(y, yAt + j);
        }
        for (int j = bound; j < columns; j++) {
            y[yAt + j] = x[xAt + j] - highest;
        }
        return highest;
    }

    private static void exponentials(float[] y, int at, int length) {
        int bound = Lanes.bound(length);
        VectorTranscendental.expOfNegative(y, at, y, at, bound);
        for (int i = at + bound; i < at + length; i++) {
            y[i] = dev.evenkeel.kernel.scalar.Transcendental.exp(y[i]);
        }
    }

    @Override
    public void softmaxBackward(Matrix y, Matrix dy, Matrix dx, int from, int to) {
        ScalarKernels.kernels().rows().softmaxBackward(y, dy, dx, from, to);
    }

    @Override
    public void copy(Matrix x, Matrix y, int from, int to) {
        ScalarKernels.kernels().rows().copy(x, y, from, to);
    }
}
