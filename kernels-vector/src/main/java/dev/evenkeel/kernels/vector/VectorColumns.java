package dev.evenkeel.kernels.vector;

import dev.evenkeel.kernel.scalar.ScalarKernels;
import dev.evenkeel.kernel.view.ColumnNormalization;
import dev.evenkeel.kernel.view.Moments;
import java.util.Arrays;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

/**
 * Statistics and normalization per column. Memory is read once; what belongs to a column stays in registers, or in the
 * nearest cache where rows are long.
 */
public final class VectorColumns extends VectorColumnGradients {
    private static final VectorSpecies<Float> S = Lanes.FLOATS;
    private static final int L = Lanes.COUNT;
    /** Float sums hold at most so many terms. */
    private static final int BLOCK = 64;
    /** Rows up to this length go by stripes of registers, longer ones by runs of memory. */
    static final int STRIPED = 512;

    @Override
    public void moments(float[] x, int from, int to, Moments out) {
        int columns = out.channels();
        int rows = to - from;
        out.clear();
        out.count(rows);
        if (rows == 0 || columns == 0) {
            return;
        }
        double[] mean = out.mean();
        double[] m2 = out.m2();
        int start = from * columns;
        int end = to * columns;
        int width = Widening.width(rows, columns);
        Widening wide = Widening.lease(width);
        wide.centre(x, start, columns, width);
        for (int at = start; at < end; ) {
            int block = Math.min(BLOCK, (end - at) / width);
            if (block > 0) {
                if (Widening.alongRows(x, width)) {
                    VectorRowWalk.moments(x, at, at + block * width, wide);
                } else if (width <= STRIPED) {
                    stripes(x, at, block, wide);
                } else {
                    VectorWideColumns.moments(x, at, block, wide);
                }
                Widening.fold(wide.first, width, columns, mean, 0);
                Widening.fold(wide.second, width, columns, m2, 0);
                at += block * width;
            } else {
                partOfRow(x, at, end, wide, out);
                at = end;
            }
        }
        wide.release();
        boolean finite = true;
        for (int column = 0; column < columns; column++) {
            double sum = mean[column];
            double average = sum / rows;
            double excess = m2[column] - sum * average;
            mean[column] = x[start + column] + average;
            m2[column] = excess < 0 ? 0 : excess;
            finite &= excess < Double.POSITIVE_INFINITY;
        }
        if (!finite) {
            // A square left the range of float, or the input is not finite.
            ScalarKernels.kernels().columns().moments(x, from, to, out);
        }
    }

    private static void stripes(float[] x, int from, int rows, Widening wide) {
        int width = wide.width;
        int j = 0;
        for (; j + 4 * L <= width; j += 4 * L) {
            fourVectors(x, from + j, rows, j, wide);
        }
        for (; j + L <= width; j += L) {
            oneVector(x, from + j, rows, j, wide);
        }
        for (; j < width; j++) {
            float total = 0f;
            float square = 0f;
            for (int i = from + j; i < from + rows * width; i += width) {
                float a = x[i] - wide.mean[j];
                total += a;
                square = Math.fma(a, a, square);
            }
            wide.first[j] = total;
            wide.second[j] = square;
        }
    }

    private static void fourVectors(float[] x, int from, int rows, int j, Widening wide) {
        int width = wide.width;
        FloatVector shiftA = FloatVector.fromArray(S, wide.mean, j);
        FloatVector shiftB = FloatVector.fromArray(S, wide.mean, j + L);
        FloatVector shiftC = FloatVector.fromArray(S, wide.mean, j + 2 * L);
        FloatVector shiftD = FloatVector.fromArray(S, wide.mean, j + 3 * L);
        FloatVector sumA = FloatVector.zero(S);
        FloatVector sumB = sumA;
        FloatVector sumC = sumA;
        FloatVector sumD = sumA;
        FloatVector squaresA = sumA;
        FloatVector squaresB = sumA;
        FloatVector squaresC = sumA;
        FloatVector squaresD = sumA;
        for (int row = 0; row < rows; row++) {
            int i = from + row * width;
            FloatVector a = FloatVector.fromArray(S, x, i).sub(shiftA);
            FloatVector b = FloatVector.fromArray(S, x, i + L).sub(shiftB);
            FloatVector c = FloatVector.fromArray(S, x, i + 2 * L).sub(shiftC);
            FloatVector d = FloatVector.fromArray(S, x, i + 3 * L).sub(shiftD);
            sumA = sumA.add(a);
            sumB = sumB.add(b);
            sumC = sumC.add(c);
            sumD = sumD.add(d);
            squaresA = a.fma(a, squaresA);
            squaresB = b.fma(b, squaresB);
            squaresC = c.fma(c, squaresC);
            squaresD = d.fma(d, squaresD);
        }
        sumA.intoArray(wide.first, j);
        sumB.intoArray(wide.first, j + L);
        sumC.intoArray(wide.first, j + 2 * L);
        sumD.intoArray(wide.first, j + 3 * L);
        squaresA.intoArray(wide.second, j);
        squaresB.intoArray(wide.second, j + L);
        squaresC.intoArray(wide.second, j + 2 * L);
        squaresD.intoArray(wide.second, j + 3 * L);
    }

    private static void oneVector(float[] x, int from, int rows, int j, Widening wide) {
        int width = wide.width;
        FloatVector shifts = FloatVector.fromArray(S, wide.mean, j);
        FloatVector total = FloatVector.zero(S);
        FloatVector square = total;
        for (int row = 0; row < rows; row++) {
            int i = from + row * width;
            FloatVector a = FloatVector.fromArray(S, x, i).sub(shifts);
            total = total.add(a);
            square = a.fma(a, square);
        }
        total.intoArray(wide.first, j);
        square.intoArray(wide.second, j);
    }

    /** The rows that are left over of a wide one. */
    private static void partOfRow(float[] x, int from, int end, Widening wide, Moments out) {
        int columns = out.channels();
        for (int row = from; row < end; row += columns) {
            for (int column = 0; column < columns; column++) {
                double a = x[row + column] - wide.mean[column];
                out.mean()[column] += a;
                out.m2()[column] += a * a;
            }
        }
    }

    @Override
    public void sums(float[] x, int from, int to, int columns, double[] out) {
        Arrays.fill(out, 0, columns, 0);
        int rows = to - from;
        if (rows == 0 || columns == 0) {
            return;
        }
        int width = Widening.width(rows, columns);
        Widening wide = Widening.lease(width);
        int end = to * columns;
        int row = 0;
        Arrays.fill(wide.first, 0, width, 0f);
        for (int at = from * columns; at < end; ) {
            int left = end - at;
            if (row + 4 <= BLOCK && left >= 4 * width) {
                VectorWideColumns.addFourRows(x, at, width, wide.first);
                row += 4;
                at += 4 * width;
            } else {
                VectorWideColumns.addRow(x, at, Math.min(width, left), wide.first);
                row++;
                at += Math.min(width, left);
            }
            if (row == BLOCK || at == end) {
                Widening.fold(wide.first, width, columns, out, 0);
                Arrays.fill(wide.first, 0, width, 0f);
                row = 0;
            }
        }
        wide.release();
    }

    @Override
    public void normalize(float[] x, int from, int to, ColumnNormalization by, float[] y, int yAt) {
        int columns = by.columns();
        int rows = to - from;
        if (rows == 0 || columns == 0) {
            return;
        }
        Widening wide = Widening.lease(0);
        wide.normalize(by, Widening.width(rows, columns));
        if (wide.width > STRIPED) {
            VectorWideColumns.normalize(x, from * columns, rows * columns, y, yAt, wide);
        } else {
            normalizeNarrow(x, from * columns, rows * columns, y, yAt, wide);
        }
        wide.release();
    }

    private static void normalizeNarrow(float[] x, int xAt, int length, float[] y, int yAt, Widening wide) {
        int width = wide.width;
        int full = length / width * width;
        int striped = Widening.alongRows(x, width) ? 0 : width / (4 * L) * 4 * L;
        // Where the columns are one stripe, no other comes back to these rows.
        int near = striped == 4 * L ? 8 * BLOCK : BLOCK;
        for (int from = 0; from < full; from += near * width) {
            int block = Math.min(near, (full - from) / width);
            if (wide.rectified) {
                rectifyStripes(x, xAt + from, y, yAt + from, block, striped, wide);
            } else {
                normalizeStripes(x, xAt + from, y, yAt + from, block, striped, wide);
            }
            for (int row = 0; row < block && striped < width; row++) {
                int i = from + row * width;
                VectorWideColumns.normalizeRow(x, xAt + i, y, yAt + i, striped, width, wide);
            }
        }
        VectorWideColumns.normalizeRow(x, xAt + full, y, yAt + full, 0, length - full, wide);
    }

    private static void normalizeStripes(float[] x, int xAt, float[] y, int yAt, int rows, int to, Widening wide) {
        int width = wide.width;
        for (int j = 0; j < to; j += 4 * L) {
            FloatVector meanA = FloatVector.fromArray(S, wide.mean, j);
            FloatVector meanB = FloatVector.fromArray(S, wide.mean, j + L);
            FloatVector meanC = FloatVector.fromArray(S, wide.mean, j + 2 * L);
            FloatVector meanD = FloatVector.fromArray(S, wide.mean, j + 3 * L);
            FloatVector scaleA = FloatVector.fromArray(S, wide.scale, j);
            FloatVector scaleB = FloatVector.fromArray(S, wide.scale, j + L);
            FloatVector scaleC = FloatVector.fromArray(S, wide.scale, j + 2 * L);
            FloatVector scaleD = FloatVector.fromArray(S, wide.scale, j + 3 * L);
            FloatVector shiftA = FloatVector.fromArray(S, wide.shift, j);
            FloatVector shiftB = FloatVector.fromArray(S, wide.shift, j + L);
            FloatVector shiftC = FloatVector.fromArray(S, wide.shift, j + 2 * L);
            FloatVector shiftD = FloatVector.fromArray(S, wide.shift, j + 3 * L);
            for (int row = 0; row < rows; row++) {
                int i = row * width + j;
                FloatVector a = FloatVector.fromArray(S, x, xAt + i).sub(meanA).fma(scaleA, shiftA);
                FloatVector b =
                        FloatVector.fromArray(S, x, xAt + i + L).sub(meanB).fma(scaleB, shiftB);
                FloatVector c =
                        FloatVector.fromArray(S, x, xAt + i + 2 * L).sub(meanC).fma(scaleC, shiftC);
                FloatVector d =
                        FloatVector.fromArray(S, x, xAt + i + 3 * L).sub(meanD).fma(scaleD, shiftD);
                a.intoArray(y, yAt + i);
                b.intoArray(y, yAt + i + L);
                c.intoArray(y, yAt + i + 2 * L);
                d.intoArray(y, yAt + i + 3 * L);
            }
        }
    }

    private static void rectifyStripes(float[] x, int xAt, float[] y, int yAt, int rows, int to, Widening wide) {
        FloatVector zero = FloatVector.zero(S);
        int width = wide.width;
        for (int j = 0; j < to; j += 4 * L) {
            FloatVector meanA = FloatVector.fromArray(S, wide.mean, j);
            FloatVector meanB = FloatVector.fromArray(S, wide.mean, j + L);
            FloatVector meanC = FloatVector.fromArray(S, wide.mean, j + 2 * L);
            FloatVector meanD = FloatVector.fromArray(S, wide.mean, j + 3 * L);
            FloatVector scaleA = FloatVector.fromArray(S, wide.scale, j);
            FloatVector scaleB = FloatVector.fromArray(S, wide.scale, j + L);
            FloatVector scaleC = FloatVector.fromArray(S, wide.scale, j + 2 * L);
            FloatVector scaleD = FloatVector.fromArray(S, wide.scale, j + 3 * L);
            FloatVector shiftA = FloatVector.fromArray(S, wide.shift, j);
            FloatVector shiftB = FloatVector.fromArray(S, wide.shift, j + L);
            FloatVector shiftC = FloatVector.fromArray(S, wide.shift, j + 2 * L);
            FloatVector shiftD = FloatVector.fromArray(S, wide.shift, j + 3 * L);
            for (int row = 0; row < rows; row++) {
                int i = row * width + j;
                FloatVector a = FloatVector.fromArray(S, x, xAt + i).sub(meanA).fma(scaleA, shiftA);
                FloatVector b =
                        FloatVector.fromArray(S, x, xAt + i + L).sub(meanB).fma(scaleB, shiftB);
                FloatVector c =
                        FloatVector.fromArray(S, x, xAt + i + 2 * L).sub(meanC).fma(scaleC, shiftC);
                FloatVector d =
                        FloatVector.fromArray(S, x, xAt + i + 3 * L).sub(meanD).fma(scaleD, shiftD);
                a.blend(zero, a.compare(VectorOperators.LT, zero)).intoArray(y, yAt + i);
                b.blend(zero, b.compare(VectorOperators.LT, zero)).intoArray(y, yAt + i + L);
                c.blend(zero, c.compare(VectorOperators.LT, zero)).intoArray(y, yAt + i + 2 * L);
                d.blend(zero, d.compare(VectorOperators.LT, zero)).intoArray(y, yAt + i + 3 * L);
            }
        }
    }
}
