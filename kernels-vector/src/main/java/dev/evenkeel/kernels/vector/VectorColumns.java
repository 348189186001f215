package dev.evenkeel.kernels.vector;

import dev.evenkeel.kernel.Activation;
import dev.evenkeel.kernel.Kernels;
import java.util.Arrays;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

/**
 * Statistics and normalization per column: memory is read along its rows, once, and what belongs to a column stays in
 * the nearest cache.
 */
final class VectorColumns {
    private static final VectorSpecies<Float> S = Lanes.FLOATS;
    private static final int L = Lanes.COUNT;
    /** Float sums hold at most so many terms. */
    private static final int BLOCK = 64;

    private VectorColumns() {}

    static void moments(float[] x, int offset, int rows, int columns, double[] mean, double[] m2, int at) {
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
        long end = offset + (long) rows * columns;
        long from = offset;
        while (from < end) {
            Arrays.fill(wide.first, 0, width, 0f);
            Arrays.fill(wide.second, 0, width, 0f);
            int block = (int) Math.min(BLOCK, (end - from) / width);
            int row = 0;
            for (; row + 4 <= block; row += 4) {
                fourRows(x, (int) from + row * width, width, shift, shiftAt, wide.first, wide.second);
            }
            for (; row < block; row++) {
                oneRow(x, (int) from + row * width, width, shift, shiftAt, wide.first, wide.second);
            }
            from += (long) block * width;
            if (block < BLOCK && from < end) {
                oneRow(x, (int) from, (int) (end - from), shift, shiftAt, wide.first, wide.second);
                from = end;
            }
            Widening.fold(wide.first, width, columns, mean, at);
            Widening.fold(wide.second, width, columns, m2, at);
        }
        wide.release();
        boolean finite = true;
        for (int column = 0; column < columns; column++) {
            double sum = mean[at + column];
            double excess = m2[at + column] - sum * sum / rows;
            mean[at + column] = x[offset + column] + sum / rows;
            m2[at + column] = excess < 0 ? 0 : excess;
            finite &= excess < Double.POSITIVE_INFINITY;
        }
        if (!finite) {
            // A square left the range of float, or the input is not finite.
            Kernels.scalar().columnMoments(x, offset, rows, columns, mean, m2, at);
        }
    }

    private static void fourRows(
            float[] x, int at, int width, float[] shift, int shiftAt, float[] sum, float[] squares) {
        int bound = Lanes.bound(width);
        for (int j = 0; j < bound; j += L) {
            FloatVector s = FloatVector.fromArray(S, shift, shiftAt + j);
            FloatVector a = FloatVector.fromArray(S, x, at + j).sub(s);
            FloatVector b = FloatVector.fromArray(S, x, at + width + j).sub(s);
            FloatVector c = FloatVector.fromArray(S, x, at + 2 * width + j).sub(s);
            FloatVector d = FloatVector.fromArray(S, x, at + 3 * width + j).sub(s);
            FloatVector total = a.add(b).add(c.add(d));
            FloatVector.fromArray(S, sum, j).add(total).intoArray(sum, j);
            FloatVector left = a.fma(a, FloatVector.fromArray(S, squares, j));
            FloatVector right = b.mul(b);
            c.fma(c, left).add(d.fma(d, right)).intoArray(squares, j);
        }
        for (int row = 0; row < 4 && bound < width; row++) {
            rest(x, at + row * width, bound, width, shift, shiftAt, sum, squares);
        }
    }

    private static void oneRow(
            float[] x, int at, int width, float[] shift, int shiftAt, float[] sum, float[] squares) {
        int bound = Lanes.bound(width);
        for (int j = 0; j < bound; j += L) {
            FloatVector a = FloatVector.fromArray(S, x, at + j).sub(FloatVector.fromArray(S, shift, shiftAt + j));
            FloatVector.fromArray(S, sum, j).add(a).intoArray(sum, j);
            a.fma(a, FloatVector.fromArray(S, squares, j)).intoArray(squares, j);
        }
        rest(x, at, bound, width, shift, shiftAt, sum, squares);
    }

    private static void rest(
            float[] x, int at, int from, int width, float[] shift, int shiftAt, float[] sum, float[] squares) {
        for (int j = from; j < width; j++) {
            float a = x[at + j] - shift[shiftAt + j];
            sum[j] += a;
            squares[j] = Math.fma(a, a, squares[j]);
        }
    }

    static void sums(float[] x, int offset, int rows, int columns, double[] sums, int at) {
        Arrays.fill(sums, at, at + columns, 0);
        if (rows == 0 || columns == 0) {
            return;
        }
        int width = Widening.width(rows, columns);
        Widening wide = Widening.lease(width);
        long end = offset + (long) rows * columns;
        long from = offset;
        while (from < end) {
            Arrays.fill(wide.first, 0, width, 0f);
            int block = (int) Math.min(BLOCK, (end - from) / width);
            int row = 0;
            for (; row + 4 <= block; row += 4) {
                addFourRows(x, (int) from + row * width, width, wide.first);
            }
            for (; row < block; row++) {
                addRow(x, (int) from + row * width, width, wide.first);
            }
            from += (long) block * width;
            if (block < BLOCK && from < end) {
                addRow(x, (int) from, (int) (end - from), wide.first);
                from = end;
            }
            Widening.fold(wide.first, width, columns, sums, at);
        }
        wide.release();
    }

    private static void addFourRows(float[] x, int at, int width, float[] sum) {
        int bound = Lanes.bound(width);
        for (int j = 0; j < bound; j += L) {
            FloatVector left = FloatVector.fromArray(S, x, at + j).add(FloatVector.fromArray(S, x, at + width + j));
            FloatVector right = FloatVector.fromArray(S, x, at + 2 * width + j)
                    .add(FloatVector.fromArray(S, x, at + 3 * width + j));
            FloatVector.fromArray(S, sum, j).add(left.add(right)).intoArray(sum, j);
        }
        for (int row = 0; row < 4; row++) {
            for (int j = bound; j < width; j++) {
                sum[j] += x[at + row * width + j];
            }
        }
    }

    private static void addRow(float[] x, int at, int width, float[] sum) {
        int bound = Lanes.bound(width);
        for (int j = 0; j < bound; j += L) {
            FloatVector.fromArray(S, sum, j).add(FloatVector.fromArray(S, x, at + j)).intoArray(sum, j);
        }
        for (int j = bound; j < width; j++) {
            sum[j] += x[at + j];
        }
    }

    static void normalize(
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
            normalizeWide(x, xOffset, y, yOffset, rows, columns, width, mean, scale, shift, at, rectified);
            return;
        }
        Widening wide = Widening.lease(0);
        float[] m = wide.repeat(0, mean, at, columns, width);
        float[] f = wide.repeat(1, scale, at, columns, width);
        float[] s = wide.repeat(2, shift, at, columns, width);
        normalizeWide(x, xOffset, y, yOffset, rows, columns, width, m, f, s, 0, rectified);
        wide.release();
    }

    private static void normalizeWide(
            float[] x,
            int xOffset,
            float[] y,
            int yOffset,
            int rows,
            int columns,
            int width,
            float[] mean,
            float[] scale,
            float[] shift,
            int at,
            boolean rectified) {
        int length = rows * columns;
        int pairs = length / width / 2 * 2 * width;
        for (int i = 0; i < pairs; i += 2 * width) {
            if (rectified) {
                rectifyTwoRows(x, xOffset + i, y, yOffset + i, width, mean, scale, shift, at);
            } else {
                normalizeTwoRows(x, xOffset + i, y, yOffset + i, width, mean, scale, shift, at);
            }
        }
        for (int i = pairs; i < length; i += width) {
            int valid = Math.min(width, length - i);
            normalizeRow(x, xOffset + i, y, yOffset + i, valid, mean, scale, shift, at, rectified);
        }
    }

    private static void normalizeTwoRows(
            float[] x, int xAt, float[] y, int yAt, int width, float[] mean, float[] scale, float[] shift, int at) {
        int bound = Lanes.bound(width);
        for (int j = 0; j < bound; j += L) {
            FloatVector m = FloatVector.fromArray(S, mean, at + j);
            FloatVector f = FloatVector.fromArray(S, scale, at + j);
            FloatVector s = FloatVector.fromArray(S, shift, at + j);
            FloatVector a = FloatVector.fromArray(S, x, xAt + j).sub(m).fma(f, s);
            FloatVector b = FloatVector.fromArray(S, x, xAt + width + j).sub(m).fma(f, s);
            a.intoArray(y, yAt + j);
            b.intoArray(y, yAt + width + j);
        }
        normalizeRest(x, xAt, y, yAt, bound, width, mean, scale, shift, at, false);
        normalizeRest(x, xAt + width, y, yAt + width, bound, width, mean, scale, shift, at, false);
    }

    private static void rectifyTwoRows(
            float[] x, int xAt, float[] y, int yAt, int width, float[] mean, float[] scale, float[] shift, int at) {
        FloatVector zero = FloatVector.zero(S);
        int bound = Lanes.bound(width);
        for (int j = 0; j < bound; j += L) {
            FloatVector m = FloatVector.fromArray(S, mean, at + j);
            FloatVector f = FloatVector.fromArray(S, scale, at + j);
            FloatVector s = FloatVector.fromArray(S, shift, at + j);
            FloatVector a = FloatVector.fromArray(S, x, xAt + j).sub(m).fma(f, s);
            FloatVector b = FloatVector.fromArray(S, x, xAt + width + j).sub(m).fma(f, s);
            a.blend(zero, a.compare(VectorOperators.LT, zero)).intoArray(y, yAt + j);
            b.blend(zero, b.compare(VectorOperators.LT, zero)).intoArray(y, yAt + width + j);
        }
        normalizeRest(x, xAt, y, yAt, bound, width, mean, scale, shift, at, true);
        normalizeRest(x, xAt + width, y, yAt + width, bound, width, mean, scale, shift, at, true);
    }

    private static void normalizeRow(
            float[] x,
            int xAt,
            float[] y,
            int yAt,
            int width,
            float[] mean,
            float[] scale,
            float[] shift,
            int at,
            boolean rectified) {
        FloatVector least = FloatVector.broadcast(S, rectified ? 0f : Float.NEGATIVE_INFINITY);
        int bound = Lanes.bound(width);
        for (int j = 0; j < bound; j += L) {
            FloatVector a = FloatVector.fromArray(S, x, xAt + j)
                    .sub(FloatVector.fromArray(S, mean, at + j))
                    .fma(FloatVector.fromArray(S, scale, at + j), FloatVector.fromArray(S, shift, at + j));
            a.blend(least, a.compare(VectorOperators.LT, least)).intoArray(y, yAt + j);
        }
        normalizeRest(x, xAt, y, yAt, bound, width, mean, scale, shift, at, rectified);
    }

    private static void normalizeRest(
            float[] x,
            int xAt,
            float[] y,
            int yAt,
            int from,
            int width,
            float[] mean,
            float[] scale,
            float[] shift,
            int at,
            boolean rectified) {
        for (int j = from; j < width; j++) {
            float value = Math.fma(x[xAt + j] - mean[at + j], scale[at + j], shift[at + j]);
            y[yAt + j] = rectified && value < 0f ? 0f : value;
        }
    }

    /** Whether the activation fused into a normalization is RELU. */
    static boolean rectified(Activation activation) {
        return switch (activation) {
            case IDENTITY -> false;
            case RELU -> true;
            default -> throw new IllegalArgumentException(
                    "A normalization is fused with IDENTITY or RELU, but " + activation + " came: activate() its output");
        };
    }
}
