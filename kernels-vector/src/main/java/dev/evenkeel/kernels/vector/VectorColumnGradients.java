package dev.evenkeel.kernels.vector;

import dev.evenkeel.kernel.Activation;
import dev.evenkeel.kernel.Columns;
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
    public void gradientSums(
            float[] x,
            int xOffset,
            float[] dy,
            int dyOffset,
            int rows,
            int columns,
            float[] mean,
            float[] inverse,
            float[] scale,
            float[] shift,
            int at,
            Activation activation,
            double[] sumDy,
            double[] sumDyXhat,
            int sumsAt) {
        boolean rectified = VectorColumns.rectified(activation);
        Arrays.fill(sumDy, sumsAt, sumsAt + columns, 0);
        Arrays.fill(sumDyXhat, sumsAt, sumsAt + columns, 0);
        if (rows == 0 || columns == 0) {
            return;
        }
        int width = width(rows, columns);
        Widening wide = Widening.lease(width);
        boolean repeat = width > columns;
        float[] m = repeat ? wide.repeat(0, mean, at, columns, width) : mean;
        float[] f = repeat && rectified ? wide.repeat(1, scale, at, columns, width) : scale;
        float[] s = repeat && rectified ? wide.repeat(2, shift, at, columns, width) : shift;
        int wideAt = repeat ? 0 : at;
        int length = rows * columns;
        int from = 0;
        while (width <= VectorColumns.STRIPED && from + width <= length) {
            int block = Math.min(BLOCK, (length - from) / width);
            stripeSums(
                    x,
                    xOffset + from,
                    dy,
                    dyOffset + from,
                    width,
                    block,
                    m,
                    f,
                    s,
                    wideAt,
                    rectified,
                    wide.first,
                    wide.second);
            Widening.fold(wide.first, width, columns, sumDy, sumsAt);
            Widening.fold(wide.second, width, columns, sumDyXhat, sumsAt);
            from += block * width;
        }
        while (from < length) {
            Arrays.fill(wide.first, 0, width, 0f);
            Arrays.fill(wide.second, 0, width, 0f);
            for (int row = 0; row < BLOCK && from < length; row++) {
                boolean pair = row + 2 <= BLOCK && length - from >= 2 * width;
                int valid = Math.min(width, length - from);
                if (pair && rectified) {
                    rectifiedTwoRows(
                            x, xOffset + from, dy, dyOffset + from, width, m, f, s, wideAt, wide.first, wide.second);
                } else if (pair) {
                    twoRows(x, xOffset + from, dy, dyOffset + from, width, m, wideAt, wide.first, wide.second);
                } else {
                    oneRow(
                            x,
                            xOffset + from,
                            dy,
                            dyOffset + from,
                            valid,
                            m,
                            f,
                            s,
                            wideAt,
                            rectified,
                            wide.first,
                            wide.second,
                            0);
                }
                from += pair ? 2 * width : valid;
                row += pair ? 1 : 0;
            }
            Widening.fold(wide.first, width, columns, sumDy, sumsAt);
            Widening.fold(wide.second, width, columns, sumDyXhat, sumsAt);
        }
        wide.release();
        for (int column = 0; column < columns; column++) {
            sumDyXhat[sumsAt + column] *= inverse[at + column];
        }
    }

    /** Columns that go into a stripe of registers make it whole, so that memory is walked along. */
    private static int width(int rows, int columns) {
        int stripe = 2 * L;
        return columns <= stripe && stripe % columns == 0 && rows * columns >= 2 * stripe
                ? stripe
                : Widening.width(rows, columns);
    }

    private static void stripeSums(
            float[] x,
            int xAt,
            float[] dy,
            int dyAt,
            int width,
            int rows,
            float[] mean,
            float[] scale,
            float[] shift,
            int at,
            boolean rectified,
            float[] sum,
            float[] products) {
        int striped = width / (2 * L) * (2 * L);
        for (int j = 0; j < striped; j += 2 * L) {
            if (rectified) {
                VectorGradientStripes.rectifiedSums(
                        x, xAt + j, dy, dyAt + j, width, rows, mean, scale, shift, at + j, sum, products, j);
            } else {
                VectorGradientStripes.sums(x, xAt + j, dy, dyAt + j, width, rows, mean, at + j, sum, products, j);
            }
        }
        if (striped < width) {
            Arrays.fill(sum, striped, width, 0f);
            Arrays.fill(products, striped, width, 0f);
            for (int i = striped; i < rows * width; i += width) {
                oneRow(
                        x,
                        xAt + i,
                        dy,
                        dyAt + i,
                        width - striped,
                        mean,
                        scale,
                        shift,
                        at + striped,
                        rectified,
                        sum,
                        products,
                        striped);
            }
        }
    }

    private static void twoRows(
            float[] x, int xAt, float[] dy, int dyAt, int width, float[] mean, int at, float[] sum, float[] products) {
        int bound = Lanes.bound(width);
        for (int j = 0; j < bound; j += L) {
            FloatVector m = FloatVector.fromArray(S, mean, at + j);
            FloatVector a = FloatVector.fromArray(S, x, xAt + j).sub(m);
            FloatVector b = FloatVector.fromArray(S, x, xAt + width + j).sub(m);
            FloatVector ga = FloatVector.fromArray(S, dy, dyAt + j);
            FloatVector gb = FloatVector.fromArray(S, dy, dyAt + width + j);
            FloatVector.fromArray(S, sum, j).add(ga.add(gb)).intoArray(sum, j);
            gb.fma(b, ga.fma(a, FloatVector.fromArray(S, products, j))).intoArray(products, j);
        }
        rest(x, xAt, dy, dyAt, bound, width, mean, mean, mean, at, false, sum, products, 0);
        rest(x, xAt + width, dy, dyAt + width, bound, width, mean, mean, mean, at, false, sum, products, 0);
    }

    private static void rectifiedTwoRows(
            float[] x,
            int xAt,
            float[] dy,
            int dyAt,
            int width,
            float[] mean,
            float[] scale,
            float[] shift,
            int at,
            float[] sum,
            float[] products) {
        FloatVector zero = FloatVector.zero(S);
        int bound = Lanes.bound(width);
        for (int j = 0; j < bound; j += L) {
            FloatVector m = FloatVector.fromArray(S, mean, at + j);
            FloatVector f = FloatVector.fromArray(S, scale, at + j);
            FloatVector s = FloatVector.fromArray(S, shift, at + j);
            FloatVector a = FloatVector.fromArray(S, x, xAt + j).sub(m);
            FloatVector b = FloatVector.fromArray(S, x, xAt + width + j).sub(m);
            FloatVector ga = zero.blend(
                    FloatVector.fromArray(S, dy, dyAt + j), a.fma(f, s).compare(VectorOperators.GT, zero));
            FloatVector gb = zero.blend(
                    FloatVector.fromArray(S, dy, dyAt + width + j), b.fma(f, s).compare(VectorOperators.GT, zero));
            FloatVector.fromArray(S, sum, j).add(ga.add(gb)).intoArray(sum, j);
            gb.fma(b, ga.fma(a, FloatVector.fromArray(S, products, j))).intoArray(products, j);
        }
        rest(x, xAt, dy, dyAt, bound, width, mean, scale, shift, at, true, sum, products, 0);
        rest(x, xAt + width, dy, dyAt + width, bound, width, mean, scale, shift, at, true, sum, products, 0);
    }

    private static void oneRow(
            float[] x,
            int xAt,
            float[] dy,
            int dyAt,
            int width,
            float[] mean,
            float[] scale,
            float[] shift,
            int at,
            boolean rectified,
            float[] sum,
            float[] products,
            int sumAt) {
        FloatVector zero = FloatVector.zero(S);
        int bound = Lanes.bound(width);
        for (int j = 0; j < bound; j += L) {
            FloatVector a = FloatVector.fromArray(S, x, xAt + j).sub(FloatVector.fromArray(S, mean, at + j));
            FloatVector g = FloatVector.fromArray(S, dy, dyAt + j);
            if (rectified) {
                VectorMask<Float> positive = a.fma(
                                FloatVector.fromArray(S, scale, at + j), FloatVector.fromArray(S, shift, at + j))
                        .compare(VectorOperators.GT, zero);
                g = zero.blend(g, positive);
            }
            FloatVector.fromArray(S, sum, sumAt + j).add(g).intoArray(sum, sumAt + j);
            g.fma(a, FloatVector.fromArray(S, products, sumAt + j)).intoArray(products, sumAt + j);
        }
        rest(x, xAt, dy, dyAt, bound, width, mean, scale, shift, at, rectified, sum, products, sumAt);
    }

    private static void rest(
            float[] x,
            int xAt,
            float[] dy,
            int dyAt,
            int from,
            int width,
            float[] mean,
            float[] scale,
            float[] shift,
            int at,
            boolean rectified,
            float[] sum,
            float[] products,
            int sumAt) {
        for (int j = from; j < width; j++) {
            float a = x[xAt + j] - mean[at + j];
            if (!rectified || Math.fma(a, scale[at + j], shift[at + j]) > 0f) {
                sum[sumAt + j] += dy[dyAt + j];
                products[sumAt + j] = Math.fma(dy[dyAt + j], a, products[sumAt + j]);
            }
        }
    }

    @Override
    public void normalizeBackward(
            float[] x,
            int xOffset,
            float[] dy,
            int dyOffset,
            float[] dx,
            int dxOffset,
            int rows,
            int columns,
            float[] mean,
            float[] scale,
            float[] shift,
            float[] dyFactor,
            float[] xFactor,
            float[] constant,
            int at,
            Activation activation) {
        boolean rectified = VectorColumns.rectified(activation);
        if (rows == 0 || columns == 0) {
            return;
        }
        int width = width(rows, columns);
        boolean repeat = width > columns;
        Widening wide = Widening.lease(0);
        float[] m = repeat ? wide.repeat(0, mean, at, columns, width) : mean;
        float[] f = repeat && rectified ? wide.repeat(1, scale, at, columns, width) : scale;
        float[] s = repeat && rectified ? wide.repeat(2, shift, at, columns, width) : shift;
        float[] dyF = repeat ? wide.repeat(3, dyFactor, at, columns, width) : dyFactor;
        float[] xF = repeat ? wide.repeat(4, xFactor, at, columns, width) : xFactor;
        float[] c = repeat ? wide.repeat(5, constant, at, columns, width) : constant;
        int wideAt = repeat ? 0 : at;
        int length = rows * columns;
        int striped = 0;
        if (width <= VectorColumns.STRIPED && width % (2 * L) == 0) {
            for (; striped + width <= length; striped += Math.min(NEAR_ROWS, (length - striped) / width) * width) {
                int block = Math.min(NEAR_ROWS, (length - striped) / width);
                for (int j = 0; j < width; j += 2 * L) {
                    int xAt = xOffset + striped + j;
                    int dyAt = dyOffset + striped + j;
                    int dxAt = dxOffset + striped + j;
                    int p = wideAt + j;
                    if (rectified) {
                        VectorGradientStripes.rectifiedBackward(
                                x, xAt, dy, dyAt, dx, dxAt, width, block, m, f, s, dyF, xF, c, p);
                    } else {
                        VectorGradientStripes.backward(x, xAt, dy, dyAt, dx, dxAt, width, block, m, dyF, xF, c, p);
                    }
                }
            }
        }
        for (int i = striped; i < length; i += width) {
            int valid = Math.min(width, length - i);
            int bound = Lanes.bound(valid);
            if (rectified) {
                rectifiedBackward(
                        x, xOffset + i, dy, dyOffset + i, dx, dxOffset + i, bound, m, f, s, dyF, xF, c, wideAt);
            } else {
                backward(x, xOffset + i, dy, dyOffset + i, dx, dxOffset + i, bound, m, dyF, xF, c, wideAt);
            }
            for (int j = bound; j < valid; j++) {
                int p = wideAt + j;
                float a = x[xOffset + i + j] - m[p];
                float g = rectified && !(Math.fma(a, f[p], s[p]) > 0f) ? 0f : dy[dyOffset + i + j];
                dx[dxOffset + i + j] = Math.fma(dyF[p], g, Math.fma(xF[p], a, c[p]));
            }
        }
        wide.release();
    }

    private static void backward(
            float[] x,
            int xAt,
            float[] dy,
            int dyAt,
            float[] dx,
            int dxAt,
            int bound,
            float[] mean,
            float[] dyFactor,
            float[] xFactor,
            float[] constant,
            int at) {
        for (int j = 0; j < bound; j += L) {
            FloatVector a = FloatVector.fromArray(S, x, xAt + j).sub(FloatVector.fromArray(S, mean, at + j));
            FloatVector inner =
                    a.fma(FloatVector.fromArray(S, xFactor, at + j), FloatVector.fromArray(S, constant, at + j));
            FloatVector.fromArray(S, dy, dyAt + j)
                    .fma(FloatVector.fromArray(S, dyFactor, at + j), inner)
                    .intoArray(dx, dxAt + j);
        }
    }

    private static void rectifiedBackward(
            float[] x,
            int xAt,
            float[] dy,
            int dyAt,
            float[] dx,
            int dxAt,
            int bound,
            float[] mean,
            float[] scale,
            float[] shift,
            float[] dyFactor,
            float[] xFactor,
            float[] constant,
            int at) {
        FloatVector zero = FloatVector.zero(S);
        for (int j = 0; j < bound; j += L) {
            FloatVector a = FloatVector.fromArray(S, x, xAt + j).sub(FloatVector.fromArray(S, mean, at + j));
            VectorMask<Float> positive = a.fma(
                            FloatVector.fromArray(S, scale, at + j), FloatVector.fromArray(S, shift, at + j))
                    .compare(VectorOperators.GT, zero);
            FloatVector inner =
                    a.fma(FloatVector.fromArray(S, xFactor, at + j), FloatVector.fromArray(S, constant, at + j));
            zero.blend(FloatVector.fromArray(S, dy, dyAt + j), positive)
                    .fma(FloatVector.fromArray(S, dyFactor, at + j), inner)
                    .intoArray(dx, dxAt + j);
        }
    }
}
