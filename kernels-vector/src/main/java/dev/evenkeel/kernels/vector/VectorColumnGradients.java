package dev.evenkeel.kernels.vector;

import dev.evenkeel.kernel.Columns;
import dev.evenkeel.kernel.view.ColumnNormalization;
import dev.evenkeel.kernel.view.GradientSums;
import java.util.Arrays;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

/** The backward pass of normalization per column. Without RELU every gradient passes: the mask compares with -infinity. */
abstract class VectorColumnGradients implements Columns {
    private static final VectorSpecies<Float> S = Lanes.FLOATS;
    private static final int L = Lanes.COUNT;
    private static final int BLOCK = 64;
    /** So many rows of x, dy and dx stay in the nearest cache until all their stripes have passed. */
    private static final int NEAR_ROWS = 16;

    @Override
    public void gradientSums(float[] x, float[] dy, int from, int to, ColumnNormalization by, GradientSums out) {
        out.clear();
        int columns = by.columns();
        int rows = to - from;
        if (rows == 0 || columns == 0) {
            return;
        }
        int width = Widening.width(rows, columns);
        Widening wide = Widening.lease(width);
        wide.normalize(by, width);
        int at = from * columns;
        int end = to * columns;
        boolean alongRows = Widening.alongRows(x, width);
        while (width <= VectorColumns.STRIPED && at + width <= end) {
            int block = Math.min(BLOCK, (end - at) / width);
            if (alongRows) {
                VectorRowWalk.gradientSums(x, dy, at, at + block * width, wide);
            } else {
                stripeSums(x, dy, at, block, wide);
            }
            fold(wide, columns, out);
            at += block * width;
        }
        while (at < end) {
            Arrays.fill(wide.first, 0, width, 0f);
            Arrays.fill(wide.second, 0, width, 0f);
            int paired = Math.min(BLOCK, (end - at) / width) & -2;
            if (wide.rectified) {
                rectifiedPairs(x, dy, at, at + paired * width, wide);
            } else {
                pairs(x, dy, at, at + paired * width, wide);
            }
            at += paired * width;
            for (int row = paired; row < BLOCK && at < end; row++) {
                int valid = Math.min(width, end - at);
                oneRow(x, dy, at, 0, valid, wide);
                at += valid;
            }
            fold(wide, columns, out);
        }
        wide.release();
        for (int column = 0; column < columns; column++) {
            out.dyXhat()[column] *= by.inverse()[column];
        }
    }

    private static void fold(Widening wide, int columns, GradientSums out) {
        Widening.fold(wide.first, wide.width, columns, out.dy(), 0);
        Widening.fold(wide.second, wide.width, columns, out.dyXhat(), 0);
    }

    private static void stripeSums(float[] x, float[] dy, int at, int rows, Widening wide) {
        int width = wide.width;
        int striped = width / (4 * L) * (4 * L);
        for (int j = 0; j < striped; j += 4 * L) {
            if (wide.rectified) {
                VectorGradientStripes.rectifiedSums(x, dy, at + j, rows, j, wide);
            } else {
                VectorGradientStripes.sums(x, dy, at + j, rows, j, wide);
            }
        }
        if (striped < width) {
            Arrays.fill(wide.first, striped, width, 0f);
            Arrays.fill(wide.second, striped, width, 0f);
            for (int row = at; row < at + rows * width; row += width) {
                oneRow(x, dy, row, striped, width, wide);
            }
        }
    }

    private static void pairs(float[] x, float[] dy, int from, int to, Widening wide) {
        float[] mean = wide.mean;
        float[] sum = wide.first;
        float[] products = wide.second;
        int width = wide.width;
        int bound = Lanes.bound(width);
        for (int at = from; at < to; at += 2 * width) {
            for (int j = 0; j < bound; j += L) {
                FloatVector m = FloatVector.fromArray(S, mean, j);
                FloatVector a = FloatVector.fromArray(S, x, at + j).sub(m);
                FloatVector b = FloatVector.fromArray(S, x, at + width + j).sub(m);
                FloatVector ga = FloatVector.fromArray(S, dy, at + j);
                FloatVector gb = FloatVector.fromArray(S, dy, at + width + j);
                FloatVector.fromArray(S, sum, j).add(ga.add(gb)).intoArray(sum, j);
                gb.fma(b, ga.fma(a, FloatVector.fromArray(S, products, j))).intoArray(products, j);
            }
            rest(x, dy, at, bound, width, wide);
            rest(x, dy, at + width, bound, width, wide);
        }
    }

    private static void rectifiedPairs(float[] x, float[] dy, int from, int to, Widening wide) {
        float[] mean = wide.mean;
        float[] scale = wide.scale;
        float[] shift = wide.shift;
        float[] sum = wide.first;
        float[] products = wide.second;
        FloatVector zero = FloatVector.zero(S);
        int width = wide.width;
        int bound = Lanes.bound(width);
        for (int at = from; at < to; at += 2 * width) {
            for (int j = 0; j < bound; j += L) {
                FloatVector m = FloatVector.fromArray(S, mean, j);
                FloatVector f = FloatVector.fromArray(S, scale, j);
                FloatVector s = FloatVector.fromArray(S, shift, j);
                FloatVector a = FloatVector.fromArray(S, x, at + j).sub(m);
                FloatVector b = FloatVector.fromArray(S, x, at + width + j).sub(m);
                FloatVector ga = zero.blend(
                        FloatVector.fromArray(S, dy, at + j), a.fma(f, s).compare(VectorOperators.GT, zero));
                FloatVector gb = zero.blend(
                        FloatVector.fromArray(S, dy, at + width + j),
                        b.fma(f, s).compare(VectorOperators.GT, zero));
                FloatVector.fromArray(S, sum, j).add(ga.add(gb)).intoArray(sum, j);
                gb.fma(b, ga.fma(a, FloatVector.fromArray(S, products, j))).intoArray(products, j);
            }
            rest(x, dy, at, bound, width, wide);
            rest(x, dy, at + width, bound, width, wide);
        }
    }

    /** The columns {@code [from, to)} of a row whose column 0 lies at {@code x[at]} and {@code dy[at]}. */
    private static void oneRow(float[] x, float[] dy, int at, int from, int to, Widening wide) {
        float[] mean = wide.mean;
        float[] scale = wide.scale;
        float[] shift = wide.shift;
        float[] sum = wide.first;
        float[] products = wide.second;
        boolean rectified = wide.rectified;
        FloatVector zero = FloatVector.zero(S);
        int bound = from + Lanes.bound(to - from);
        for (int j = from; j < bound; j += L) {
            FloatVector a = FloatVector.fromArray(S, x, at + j).sub(FloatVector.fromArray(S, mean, j));
            FloatVector g = FloatVector.fromArray(S, dy, at + j);
            if (rectified) {
                VectorMask<Float> positive = a.fma(
                                FloatVector.fromArray(S, scale, j), FloatVector.fromArray(S, shift, j))
                        .compare(VectorOperators.GT, zero);
                g = zero.blend(g, positive);
            }
            FloatVector.fromArray(S, sum, j).add(g).intoArray(sum, j);
            g.fma(a, FloatVector.fromArray(S, products, j)).intoArray(products, j);
        }
        rest(x, dy, at, bound, to, wide);
    }

    private static void rest(float[] x, float[] dy, int at, int from, int to, Widening wide) {
        for (int j = from; j < to; j++) {
            float a = x[at + j] - wide.mean[j];
            if (!wide.rectified || Math.fma(a, wide.scale[j], wide.shift[j]) > 0f) {
                wide.first[j] += dy[at + j];
                wide.second[j] = Math.fma(dy[at + j], a, wide.second[j]);
            }
        }
    }

    @Override
    public void normalizeBackward(
            float[] x, float[] dy, int from, int to, ColumnNormalization by, float[] dx, int dxAt) {
        int columns = by.columns();
        int rows = to - from;
        if (rows == 0 || columns == 0) {
            return;
        }
        int width = Widening.width(rows, columns);
        Widening wide = Widening.lease(0);
        wide.differentiate(by, width);
        int at = from * columns;
        int length = rows * columns;
        int striped = 0;
        if (width <= VectorColumns.STRIPED && width % (4 * L) == 0 && !Widening.alongRows(x, width)) {
            for (; striped + width <= length; striped += Math.min(NEAR_ROWS, (length - striped) / width) * width) {
                int block = Math.min(NEAR_ROWS, (length - striped) / width);
                for (int j = 0; j < width; j += 4 * L) {
                    int i = striped + j;
                    if (wide.rectified) {
                        VectorGradientStripes.rectifiedBackward(x, dy, at + i, dx, dxAt + i, block, j, wide);
                    } else {
                        VectorGradientStripes.backward(x, dy, at + i, dx, dxAt + i, block, j, wide);
                    }
                }
            }
        }
        for (int i = striped; i < length; i += width) {
            int valid = Math.min(width, length - i);
            if (wide.rectified) {
                rectifiedBackward(x, dy, at + i, dx, dxAt + i, Lanes.bound(valid), wide);
            } else {
                backward(x, dy, at + i, dx, dxAt + i, Lanes.bound(valid), wide);
            }
            restBackward(x, dy, at + i, dx, dxAt + i, valid, wide);
        }
        wide.release();
    }

    private static void backward(float[] x, float[] dy, int at, float[] dx, int dxAt, int bound, Widening wide) {
        float[] mean = wide.mean;
        float[] scale = wide.scale;
        float[] xFactor = wide.xFactor;
        float[] constant = wide.constant;
        for (int j = 0; j < bound; j += L) {
            FloatVector a = FloatVector.fromArray(S, x, at + j).sub(FloatVector.fromArray(S, mean, j));
            FloatVector inner = a.fma(FloatVector.fromArray(S, xFactor, j), FloatVector.fromArray(S, constant, j));
            FloatVector.fromArray(S, dy, at + j)
                    .fma(FloatVector.fromArray(S, scale, j), inner)
                    .intoArray(dx, dxAt + j);
        }
    }

    private static void rectifiedBackward(
            float[] x, float[] dy, int at, float[] dx, int dxAt, int bound, Widening wide) {
        float[] mean = wide.mean;
        float[] scale = wide.scale;
        float[] shift = wide.shift;
        float[] xFactor = wide.xFactor;
        float[] constant = wide.constant;
        FloatVector zero = FloatVector.zero(S);
        for (int j = 0; j < bound; j += L) {
            FloatVector a = FloatVector.fromArray(S, x, at + j).sub(FloatVector.fromArray(S, mean, j));
            FloatVector f = FloatVector.fromArray(S, scale, j);
            VectorMask<Float> positive =
                    a.fma(f, FloatVector.fromArray(S, shift, j)).compare(VectorOperators.GT, zero);
            FloatVector inner = a.fma(FloatVector.fromArray(S, xFactor, j), FloatVector.fromArray(S, constant, j));
            zero.blend(FloatVector.fromArray(S, dy, at + j), positive)
                    .fma(f, inner)
                    .intoArray(dx, dxAt + j);
        }
    }

    /** The columns of a row of {@code length} that fill no vector. */
    private static void restBackward(float[] x, float[] dy, int at, float[] dx, int dxAt, int length, Widening wide) {
        for (int j = Lanes.bound(length); j < length; j++) {
            float a = x[at + j] - wide.mean[j];
            float g = wide.rectified && !(Math.fma(a, wide.scale[j], wide.shift[j]) > 0f) ? 0f : dy[at + j];
            dx[dxAt + j] = Math.fma(wide.scale[j], g, Math.fma(wide.xFactor[j], a, wide.constant[j]));
        }
    }
}
