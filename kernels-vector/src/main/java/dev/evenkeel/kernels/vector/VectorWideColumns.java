package dev.evenkeel.kernels.vector;

import java.util.Arrays;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

/** Columns of long rows: memory is walked along its rows, and what belongs to a column lies in the nearest cache. */
final class VectorWideColumns {
    private static final VectorSpecies<Float> S = Lanes.FLOATS;
    private static final int L = Lanes.COUNT;

    private VectorWideColumns() {}

    /** Sets the sums of what exceeds the shift, and of its squares. */
    static void moments(
            float[] x, int from, int width, int rows, float[] shift, int shiftAt, float[] sum, float[] squares) {
        Arrays.fill(sum, 0, width, 0f);
        Arrays.fill(squares, 0, width, 0f);
        int row = 0;
        for (; row + 4 <= rows; row += 4) {
            fourRows(x, from + row * width, width, shift, shiftAt, sum, squares);
        }
        for (; row < rows; row++) {
            oneRow(x, from + row * width, width, shift, shiftAt, sum, squares);
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

    private static void oneRow(float[] x, int at, int width, float[] shift, int shiftAt, float[] sum, float[] squares) {
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

    static void addFourRows(float[] x, int at, int width, float[] sum) {
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

    static void addRow(float[] x, int at, int width, float[] sum) {
        int bound = Lanes.bound(width);
        for (int j = 0; j < bound; j += L) {
            FloatVector.fromArray(S, sum, j)
                    .add(FloatVector.fromArray(S, x, at + j))
                    .intoArray(sum, j);
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
            int length,
            int width,
            float[] mean,
            float[] scale,
            float[] shift,
            int at,
            boolean rectified) {
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

    static void normalizeRow(
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
}
