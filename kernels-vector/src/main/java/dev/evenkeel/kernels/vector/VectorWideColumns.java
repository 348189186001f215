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

    /** Sets the sums of what exceeds the mean, and of its squares. */
    static void moments(float[] x, int from, int rows, Widening wide) {
        int width = wide.width;
        Arrays.fill(wide.first, 0, width, 0f);
        Arrays.fill(wide.second, 0, width, 0f);
        int row = 0;
        for (; row + 4 <= rows; row += 4) {
            fourRows(x, from + row * width, wide);
        }
        for (; row < rows; row++) {
            oneRow(x, from + row * width, wide);
        }
    }

    private static void fourRows(float[] x, int at, Widening wide) {
        float[] mean = wide.mean;
        float[] sum = wide.first;
        float[] squares = wide.second;
        int width = wide.width;
        int bound = Lanes.bound(width);
        for (int j = 0; j < bound; j += L) {
            FloatVector s = FloatVector.fromArray(S, mean, j);
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
            rest(x, at + row * width, bound, wide);
        }
    }

    private static void oneRow(float[] x, int at, Widening wide) {
        float[] mean = wide.mean;
        float[] sum = wide.first;
        float[] squares = wide.second;
        int bound = Lanes.bound(wide.width);
        for (int j = 0; j < bound; j += L) {
            FloatVector a = FloatVector.fromArray(S, x, at + j).sub(FloatVector.fromArray(S, mean, j));
            FloatVector.fromArray(S, sum, j).add(a).intoArray(sum, j);
            a.fma(a, FloatVector.fromArray(S, squares, j)).intoArray(squares, j);
        }
        rest(x, at, bound, wide);
    }

    private static void rest(float[] x, int at, int from, Widening wide) {
        for (int j = from; j < wide.width; j++) {
            float a = x[at + j] - wide.mean[j];
            wide.first[j] += a;
            wide.second[j] = Math.fma(a, a, wide.second[j]);
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

    static void normalize(float[] x, int xAt, int length, float[] y, int yAt, Widening wide) {
        int width = wide.width;
        int pairs = length / width / 2 * 2 * width;
        if (wide.rectified) {
            rectifyPairs(x, xAt, pairs, y, yAt, wide);
        } else {
            normalizePairs(x, xAt, pairs, y, yAt, wide);
        }
        for (int i = pairs; i < length; i += width) {
            normalizeRow(x, xAt + i, y, yAt + i, 0, Math.min(width, length - i), wide);
        }
    }

    private static void normalizePairs(float[] x, int xAt, int length, float[] y, int yAt, Widening wide) {
        float[] mean = wide.mean;
        float[] scale = wide.scale;
        float[] shift = wide.shift;
        int width = wide.width;
        int bound = Lanes.bound(width);
        for (int i = 0; i < length; i += 2 * width) {
            int at = xAt + i;
            int to = yAt + i;
            for (int j = 0; j < bound; j += L) {
                FloatVector m = FloatVector.fromArray(S, mean, j);
                FloatVector f = FloatVector.fromArray(S, scale, j);
                FloatVector s = FloatVector.fromArray(S, shift, j);
                FloatVector a = FloatVector.fromArray(S, x, at + j).sub(m).fma(f, s);
                FloatVector b =
                        FloatVector.fromArray(S, x, at + width + j).sub(m).fma(f, s);
                a.intoArray(y, to + j);
                b.intoArray(y, to + width + j);
            }
            normalizeRest(x, at, y, to, bound, width, wide);
            normalizeRest(x, at + width, y, to + width, bound, width, wide);
        }
    }

    private static void rectifyPairs(float[] x, int xAt, int length, float[] y, int yAt, Widening wide) {
        float[] mean = wide.mean;
        float[] scale = wide.scale;
        float[] shift = wide.shift;
        FloatVector zero = FloatVector.zero(S);
        int width = wide.width;
        int bound = Lanes.bound(width);
        for (int i = 0; i < length; i += 2 * width) {
            int at = xAt + i;
            int to = yAt + i;
            for (int j = 0; j < bound; j += L) {
                FloatVector m = FloatVector.fromArray(S, mean, j);
                FloatVector f = FloatVector.fromArray(S, scale, j);
                FloatVector s = FloatVector.fromArray(S, shift, j);
                FloatVector a = FloatVector.fromArray(S, x, at + j).sub(m).fma(f, s);
                FloatVector b =
                        FloatVector.fromArray(S, x, at + width + j).sub(m).fma(f, s);
                a.blend(zero, a.compare(VectorOperators.LT, zero)).intoArray(y, to + j);
                b.blend(zero, b.compare(VectorOperators.LT, zero)).intoArray(y, to + width + j);
            }
            normalizeRest(x, at, y, to, bound, width, wide);
            normalizeRest(x, at + width, y, to + width, bound, width, wide);
        }
    }

    /** The columns {@code [from, to)} of a row whose column 0 lies at {@code x[xAt]} and {@code y[yAt]}. */
    static void normalizeRow(float[] x, int xAt, float[] y, int yAt, int from, int to, Widening wide) {
        float[] mean = wide.mean;
        float[] scale = wide.scale;
        float[] shift = wide.shift;
        FloatVector least = FloatVector.broadcast(S, wide.rectified ? 0f : Float.NEGATIVE_INFINITY);
        int bound = from + Lanes.bound(to - from);
        for (int j = from; j < bound; j += L) {
            FloatVector a = FloatVector.fromArray(S, x, xAt + j)
                    .sub(FloatVector.fromArray(S, mean, j))
                    .fma(FloatVector.fromArray(S, scale, j), FloatVector.fromArray(S, shift, j));
            a.blend(least, a.compare(VectorOperators.LT, least)).intoArray(y, yAt + j);
        }
        normalizeRest(x, xAt, y, yAt, bound, to, wide);
    }

    private static void normalizeRest(float[] x, int xAt, float[] y, int yAt, int from, int to, Widening wide) {
        for (int j = from; j < to; j++) {
            float value = Math.fma(x[xAt + j] - wide.mean[j], wide.scale[j], wide.shift[j]);
            y[yAt + j] = wide.rectified && value < 0f ? 0f : value;
        }
    }
}
