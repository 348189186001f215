package dev.evenkeel.kernels.vector;

import dev.evenkeel.kernel.Activation;
import dev.evenkeel.kernel.Kernels;
import java.util.Arrays;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

/**
 * Statistics and normalization per column. Memory is read once; what belongs to a column stays in registers, or in the
 * nearest cache where rows are long.
 */
final class VectorColumns extends VectorColumnGradients {
    private static final VectorSpecies<Float> S = Lanes.FLOATS;
    private static final int L = Lanes.COUNT;
    /** Float sums hold at most so many terms. */
    private static final int BLOCK = 64;
    /** Rows up to this length go by stripes of registers, longer ones by runs of memory. */
    static final int STRIPED = 512;

    @Override
    public void moments(float[] x, int offset, int rows, int columns, double[] mean, double[] m2, int at) {
        Arrays.fill(mean, at, at + columns, 0);
        Arrays.fill(m2, at, at + columns, 0);
        if (rows == 0 || columns == 0) {
            return;
        }
        int width = Widening.width(rows, columns);
        Widening wide = Widening.lease(width);
        float[] shift = x;
        int shiftAt = offset;
        if (width > columns) {
            shift = wide.repeat(0, x, offset, columns, width);
            shiftAt = 0;
        }
        int length = rows * columns;
        for (int from = 0; from < length; ) {
            int block = Math.min(BLOCK, (length - from) / width);
            if (block > 0) {
                if (width <= STRIPED) {
                    stripes(x, offset + from, width, block, shift, shiftAt, wide.first, wide.second);
                } else {
                    VectorWideColumns.moments(x, offset + from, width, block, shift, shiftAt, wide.first, wide.second);
                }
                Widening.fold(wide.first, width, columns, mean, at);
                Widening.fold(wide.second, width, columns, m2, at);
                from += block * width;
            } else {
                partOfRow(x, offset + from, length - from, columns, shift, shiftAt, mean, m2, at);
                from = length;
            }
        }
        wide.release();
        boolean finite = true;
        for (int column = 0; column < columns; column++) {
            double sum = mean[at + column];
            double average = sum / rows;
            double excess = m2[at + column] - sum * average;
            mean[at + column] = x[offset + column] + average;
            m2[at + column] = excess < 0 ? 0 : excess;
            finite &= excess < Double.POSITIVE_INFINITY;
        }
        if (!finite) {
            // A square left the range of float, or the input is not finite.
            Kernels.scalar().columns().moments(x, offset, rows, columns, mean, m2, at);
        }
    }

    private static void stripes(
            float[] x, int from, int width, int rows, float[] shift, int shiftAt, float[] sum, float[] squares) {
        int j = 0;
        for (; j + 4 * L <= width; j += 4 * L) {
            fourVectors(x, from + j, width, rows, shift, shiftAt + j, sum, squares, j);
        }
        for (; j + L <= width; j += L) {
            oneVector(x, from + j, width, rows, shift, shiftAt + j, sum, squares, j);
        }
        for (; j < width; j++) {
            float total = 0f;
            float square = 0f;
            for (int i = from + j; i < from + rows * width; i += width) {
                float a = x[i] - shift[shiftAt + j];
                total += a;
                square = Math.fma(a, a, square);
            }
            sum[j] = total;
            squares[j] = square;
        }
    }

    private static void fourVectors(
            float[] x,
            int from,
            int width,
            int rows,
            float[] shift,
            int shiftAt,
            float[] sum,
            float[] squares,
            int at) {
        FloatVector shiftA = FloatVector.fromArray(S, shift, shiftAt);
        FloatVector shiftB = FloatVector.fromArray(S, shift, shiftAt + L);
        FloatVector shiftC = FloatVector.fromArray(S, shift, shiftAt + 2 * L);
        FloatVector shiftD = FloatVector.fromArray(S, shift, shiftAt + 3 * L);
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
        sumA.intoArray(sum, at);
        sumB.intoArray(sum, at + L);
        sumC.intoArray(sum, at + 2 * L);
        sumD.intoArray(sum, at + 3 * L);
        squaresA.intoArray(squares, at);
        squaresB.intoArray(squares, at + L);
        squaresC.intoArray(squares, at + 2 * L);
        squaresD.intoArray(squares, at + 3 * L);
    }

    private static void oneVector(
            float[] x,
            int from,
            int width,
            int rows,
            float[] shift,
            int shiftAt,
            float[] sum,
            float[] squares,
            int at) {
        FloatVector shifts = FloatVector.fromArray(S, shift, shiftAt);
        FloatVector total = FloatVector.zero(S);
        FloatVector square = total;
        for (int row = 0; row < rows; row++) {
            int i = from + row * width;
            FloatVector a = FloatVector.fromArray(S, x, i).sub(shifts);
            total = total.add(a);
            square = a.fma(a, square);
        }
        total.intoArray(sum, at);
        square.intoArray(squares, at);
    }

    /** The rows that are left over of a wide one. */
    private static void partOfRow(
            float[] x,
            int from,
            int length,
            int columns,
            float[] shift,
            int shiftAt,
            double[] sums,
            double[] squares,
            int at) {
        for (int row = from; row < from + length; row += columns) {
            for (int column = 0; column < columns; column++) {
                double a = x[row + column] - shift[shiftAt + column];
                sums[at + column] += a;
                squares[at + column] += a * a;
            }
        }
    }

    @Override
    public void sums(float[] x, int offset, int rows, int columns, double[] sums, int at) {
        Arrays.fill(sums, at, at + columns, 0);
        if (rows == 0 || columns == 0) {
            return;
        }
        int width = Widening.width(rows, columns);
        Widening wide = Widening.lease(width);
        int length = rows * columns;
        int row = 0;
        Arrays.fill(wide.first, 0, width, 0f);
        for (int from = 0; from < length; ) {
            int left = length - from;
            if (row + 4 <= BLOCK && left >= 4 * width) {
                VectorWideColumns.addFourRows(x, offset + from, width, wide.first);
                row += 4;
                from += 4 * width;
            } else {
                VectorWideColumns.addRow(x, offset + from, Math.min(width, left), wide.first);
                row++;
                from += Math.min(width, left);
            }
            if (row == BLOCK || from == length) {
                Widening.fold(wide.first, width, columns, sums, at);
                Arrays.fill(wide.first, 0, width, 0f);
                row = 0;
            }
        }
        wide.release();
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
        if (rows == 0 || columns == 0) {
            return;
        }
        int width = Widening.width(rows, columns);
        if (width == columns) {
            normalizeWide(x, xOffset, y, yOffset, rows * columns, width, mean, scale, shift, at, rectified);
            return;
        }
        Widening wide = Widening.lease(0);
        float[] m = wide.repeat(0, mean, at, columns, width);
        float[] f = wide.repeat(1, scale, at, columns, width);
        float[] s = wide.repeat(2, shift, at, columns, width);
        normalizeWide(x, xOffset, y, yOffset, rows * columns, width, m, f, s, 0, rectified);
        wide.release();
    }

    private static void normalizeWide(
            float[] x,
            int xOffset,
            float[] y,
            int yOffset,
            int length,
            int width,
            float[] mean,
            float[] scale,
            float[] shift,
            int at,
            boolean rectified) {
        if (width > STRIPED) {
            VectorWideColumns.normalize(x, xOffset, y, yOffset, length, width, mean, scale, shift, at, rectified);
            return;
        }
        int full = length / width * width;
        int striped = width / (4 * L) * 4 * L;
        for (int from = 0; from < full; from += BLOCK * width) {
            int block = Math.min(BLOCK, (full - from) / width);
            for (int j = 0; j < striped; j += 4 * L) {
                int xAt = xOffset + from + j;
                int yAt = yOffset + from + j;
                if (rectified) {
                    rectifyStripe(x, xAt, y, yAt, width, block, mean, scale, shift, at + j);
                } else {
                    normalizeStripe(x, xAt, y, yAt, width, block, mean, scale, shift, at + j);
                }
            }
            for (int row = 0; row < block && striped < width; row++) {
                int i = from + row * width + striped;
                VectorWideColumns.normalizeRow(
                        x, xOffset + i, y, yOffset + i, width - striped, mean, scale, shift, at + striped, rectified);
            }
        }
        VectorWideColumns.normalizeRow(
                x, xOffset + full, y, yOffset + full, length - full, mean, scale, shift, at, rectified);
    }

    private static void normalizeStripe(
            float[] x,
            int xAt,
            float[] y,
            int yAt,
            int width,
            int rows,
            float[] mean,
            float[] scale,
            float[] shift,
            int at) {
        FloatVector meanA = FloatVector.fromArray(S, mean, at);
        FloatVector meanB = FloatVector.fromArray(S, mean, at + L);
        FloatVector meanC = FloatVector.fromArray(S, mean, at + 2 * L);
        FloatVector meanD = FloatVector.fromArray(S, mean, at + 3 * L);
        FloatVector scaleA = FloatVector.fromArray(S, scale, at);
        FloatVector scaleB = FloatVector.fromArray(S, scale, at + L);
        FloatVector scaleC = FloatVector.fromArray(S, scale, at + 2 * L);
        FloatVector scaleD = FloatVector.fromArray(S, scale, at + 3 * L);
        FloatVector shiftA = FloatVector.fromArray(S, shift, at);
        FloatVector shiftB = FloatVector.fromArray(S, shift, at + L);
        FloatVector shiftC = FloatVector.fromArray(S, shift, at + 2 * L);
        FloatVector shiftD = FloatVector.fromArray(S, shift, at + 3 * L);
        for (int row = 0; row < rows; row++) {
            int i = row * width;
            FloatVector a = FloatVector.fromArray(S, x, xAt + i).sub(meanA).fma(scaleA, shiftA);
            FloatVector b = FloatVector.fromArray(S, x, xAt + i + L).sub(meanB).fma(scaleB, shiftB);
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

    private static void rectifyStripe(
            float[] x,
            int xAt,
            float[] y,
            int yAt,
            int width,
            int rows,
            float[] mean,
            float[] scale,
            float[] shift,
            int at) {
        FloatVector zero = FloatVector.zero(S);
        FloatVector meanA = FloatVector.fromArray(S, mean, at);
        FloatVector meanB = FloatVector.fromArray(S, mean, at + L);
        FloatVector meanC = FloatVector.fromArray(S, mean, at + 2 * L);
        FloatVector meanD = FloatVector.fromArray(S, mean, at + 3 * L);
        FloatVector scaleA = FloatVector.fromArray(S, scale, at);
        FloatVector scaleB = FloatVector.fromArray(S, scale, at + L);
        FloatVector scaleC = FloatVector.fromArray(S, scale, at + 2 * L);
        FloatVector scaleD = FloatVector.fromArray(S, scale, at + 3 * L);
        FloatVector shiftA = FloatVector.fromArray(S, shift, at);
        FloatVector shiftB = FloatVector.fromArray(S, shift, at + L);
        FloatVector shiftC = FloatVector.fromArray(S, shift, at + 2 * L);
        FloatVector shiftD = FloatVector.fromArray(S, shift, at + 3 * L);
        for (int row = 0; row < rows; row++) {
            int i = row * width;
            FloatVector a = FloatVector.fromArray(S, x, xAt + i).sub(meanA).fma(scaleA, shiftA);
            FloatVector b = FloatVector.fromArray(S, x, xAt + i + L).sub(meanB).fma(scaleB, shiftB);
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
