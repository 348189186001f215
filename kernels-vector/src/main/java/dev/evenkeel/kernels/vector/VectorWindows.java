package dev.evenkeel.kernels.vector;

import dev.evenkeel.kernel.Kernels;
import dev.evenkeel.kernel.Taps;
import dev.evenkeel.kernel.Windows;
import java.util.Arrays;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorSpecies;

/**
 * Rows made of other rows, one tap at a time in the order of memory, which the processor fetches two to three times as fast
 * as several rows at a time. What is known of an output so far lies in its own row, in the nearest cache. The columns that
 * fill no register go through the scalar loops in a sweep of their own: a tail within these loops would slow down all.
 */
final class VectorWindows implements Windows {
    private static final VectorSpecies<Float> S = Lanes.FLOATS;
    private static final int L = Lanes.COUNT;
    /** Rows shorter than this are taken two at a time where they go into the same output. */
    private static final int LONG = 4 * L;

    @Override
    public void sum(Taps taps, float[] x, int xOffset, int xStride, float[] y, int yOffset, int yStride, int columns) {
        int bound = Lanes.bound(columns);
        if (bound > 0) {
            taps.clearEmpty(y, yOffset, yStride, bound);
            if (taps.most() <= SUM_TAPS) {
                sumChains(taps, x, xOffset, xStride, y, yOffset, yStride, bound);
            } else {
                sumBlocks(taps, x, xOffset, xStride, y, yOffset, yStride, bound);
            }
        }
        if (bound < columns) {
            Kernels.scalar()
                    .windows()
                    .sum(taps, x, xOffset + bound, xStride, y, yOffset + bound, yStride, columns - bound);
        }
    }

    private static void sumChains(
            Taps taps, float[] x, int xOffset, int xStride, float[] y, int yOffset, int yStride, int columns) {
        for (int tap = 0; tap < taps.count(); tap++) {
            float weight = taps.weight(tap);
            int from = xOffset + taps.row(tap) * xStride;
            int at = yOffset + taps.output(tap) * yStride;
            if (taps.isFirst(tap)) {
                weigh(weight, x, from, y, at, columns);
            } else {
                addWeighed(weight, x, from, y, at, columns);
            }
        }
    }

    private static void sumBlocks(
            Taps taps, float[] x, int xOffset, int xStride, float[] y, int yOffset, int yStride, int columns) {
        Widening memory = Widening.lease(columns);
        double[] sums = memory.sums(columns);
        int to;
        for (int from = 0; from < taps.count(); from = to) {
            int output = taps.output(from);
            to = from + taps.taps(output);
            Arrays.fill(sums, 0, columns, 0);
            for (int tap = from; tap < to; tap++) {
                int row = xOffset + taps.row(tap) * xStride;
                int place = (tap - from) % SUM_TAPS;
                if (place == 0) {
                    weigh(taps.weight(tap), x, row, memory.first, 0, columns);
                } else {
                    addWeighed(taps.weight(tap), x, row, memory.first, 0, columns);
                }
                if (place == SUM_TAPS - 1 || tap == to - 1) {
                    Widening.fold(memory.first, columns, columns, sums, 0);
                }
            }
            for (int column = 0; column < columns; column++) {
                y[yOffset + output * yStride + column] = (float) sums[column];
            }
        }
        memory.release();
    }

    private static void weigh(float weight, float[] x, int from, float[] y, int at, int columns) {
        for (int j = 0; j < columns; j += L) {
            FloatVector.fromArray(S, x, from + j).mul(weight).intoArray(y, at + j);
        }
    }

    private static void addWeighed(float weight, float[] x, int from, float[] y, int at, int columns) {
        FloatVector weights = FloatVector.broadcast(S, weight);
        for (int j = 0; j < columns; j += L) {
            FloatVector.fromArray(S, x, from + j)
                    .fma(weights, FloatVector.fromArray(S, y, at + j))
                    .intoArray(y, at + j);
        }
    }

    @Override
    public void max(Taps taps, float[] x, int xOffset, float[] y, int yOffset, int stride, int columns) {
        int bound = Lanes.bound(columns);
        if (bound > 0) {
            if (bound < LONG && taps.arePaired()) {
                maxOfPairs(taps, x, xOffset, y, yOffset, stride, bound);
            } else {
                maxOfOnes(taps, x, xOffset, y, yOffset, stride, bound);
            }
        }
        if (bound < columns) {
            Kernels.scalar().windows().max(taps, x, xOffset + bound, y, yOffset + bound, stride, columns - bound);
        }
    }

    private static void maxOfOnes(Taps taps, float[] x, int xOffset, float[] y, int yOffset, int stride, int columns) {
        for (int tap = 0; tap < taps.count(); tap++) {
            int from = xOffset + taps.row(tap) * stride;
            int at = yOffset + taps.output(tap) * stride;
            if (taps.isFirst(tap)) {
                for (int j = 0; j < columns; j += L) {
                    FloatVector.fromArray(S, x, from + j).intoArray(y, at + j);
                }
            } else {
                for (int j = 0; j < columns; j += L) {
                    FloatVector.fromArray(S, y, at + j)
                            .max(FloatVector.fromArray(S, x, from + j))
                            .intoArray(y, at + j);
                }
            }
        }
    }

    private static void maxOfPairs(Taps taps, float[] x, int xOffset, float[] y, int yOffset, int stride, int columns) {
        for (int tap = 0; tap < taps.count(); tap += 2) {
            int from = xOffset + taps.row(tap) * stride;
            int other = xOffset + taps.row(tap + 1) * stride;
            int at = yOffset + taps.output(tap) * stride;
            if (taps.isFirst(tap)) {
                for (int j = 0; j < columns; j += L) {
                    FloatVector.fromArray(S, x, from + j)
                            .max(FloatVector.fromArray(S, x, other + j))
                            .intoArray(y, at + j);
                }
            } else {
                for (int j = 0; j < columns; j += L) {
                    FloatVector.fromArray(S, y, at + j)
                            .max(FloatVector.fromArray(S, x, from + j))
                            .max(FloatVector.fromArray(S, x, other + j))
                            .intoArray(y, at + j);
                }
            }
        }
    }

    @Override
    public void maxBackward(
            Taps taps,
            float[] x,
            int xOffset,
            float[] y,
            int yOffset,
            float[] dy,
            int dyOffset,
            float[] dx,
            int dxOffset,
            int stride,
            int columns) {
        int bound = Lanes.bound(columns);
        if (bound > 0) {
            taps.clearUnwritten(dx, dxOffset, stride, bound);
            if (taps.areDisjoint() && bound < LONG && taps.arePaired()) {
                giveToPairs(taps, x, xOffset, y, yOffset, dy, dyOffset, dx, dxOffset, stride, bound);
            } else if (taps.areDisjoint()) {
                give(taps, x, xOffset, y, yOffset, dy, dyOffset, dx, dxOffset, stride, bound);
            } else {
                giveMore(taps, x, xOffset, y, yOffset, dy, dyOffset, dx, dxOffset, stride, bound);
            }
        }
        if (bound < columns) {
            Kernels.scalar()
                    .windows()
                    .maxBackward(
                            taps,
                            x,
                            xOffset + bound,
                            y,
                            yOffset + bound,
                            dy,
                            dyOffset + bound,
                            dx,
                            dxOffset + bound,
                            stride,
                            columns - bound);
        }
    }

    /** What a row takes is no longer in dy, for the rows behind it. */
    private static void give(
            Taps taps,
            float[] x,
            int xOffset,
            float[] y,
            int yOffset,
            float[] dy,
            int dyOffset,
            float[] dx,
            int dxOffset,
            int stride,
            int columns) {
        IntVector zero = IntVector.zero(Lanes.INTS);
        for (int tap = 0; tap < taps.count(); tap++) {
            int row = taps.row(tap) * stride;
            int output = taps.output(tap) * stride;
            for (int j = 0; j < columns; j += L) {
                IntVector left =
                        FloatVector.fromArray(S, dy, dyOffset + output + j).reinterpretAsInts();
                IntVector best =
                        FloatVector.fromArray(S, y, yOffset + output + j).reinterpretAsInts();
                var takes = FloatVector.fromArray(S, x, xOffset + row + j)
                        .reinterpretAsInts()
                        .eq(best);
                zero.blend(left, takes).reinterpretAsFloats().intoArray(dx, dxOffset + row + j);
                left.blend(zero, takes).reinterpretAsFloats().intoArray(dy, dyOffset + output + j);
            }
        }
    }

    private static void giveToPairs(
            Taps taps,
            float[] x,
            int xOffset,
            float[] y,
            int yOffset,
            float[] dy,
            int dyOffset,
            float[] dx,
            int dxOffset,
            int stride,
            int columns) {
        IntVector zero = IntVector.zero(Lanes.INTS);
        for (int tap = 0; tap < taps.count(); tap += 2) {
            int row = taps.row(tap) * stride;
            int other = taps.row(tap + 1) * stride;
            int output = taps.output(tap) * stride;
            for (int j = 0; j < columns; j += L) {
                IntVector left =
                        FloatVector.fromArray(S, dy, dyOffset + output + j).reinterpretAsInts();
                IntVector best =
                        FloatVector.fromArray(S, y, yOffset + output + j).reinterpretAsInts();
                var takes = FloatVector.fromArray(S, x, xOffset + row + j)
                        .reinterpretAsInts()
                        .eq(best);
                zero.blend(left, takes).reinterpretAsFloats().intoArray(dx, dxOffset + row + j);
                left = left.blend(zero, takes);
                takes = FloatVector.fromArray(S, x, xOffset + other + j)
                        .reinterpretAsInts()
                        .eq(best);
                zero.blend(left, takes).reinterpretAsFloats().intoArray(dx, dxOffset + other + j);
                left.blend(zero, takes).reinterpretAsFloats().intoArray(dy, dyOffset + output + j);
            }
        }
    }

    private static void giveMore(
            Taps taps,
            float[] x,
            int xOffset,
            float[] y,
            int yOffset,
            float[] dy,
            int dyOffset,
            float[] dx,
            int dxOffset,
            int stride,
            int columns) {
        IntVector zero = IntVector.zero(Lanes.INTS);
        for (int tap = 0; tap < taps.count(); tap++) {
            int row = taps.row(tap) * stride;
            int output = taps.output(tap) * stride;
            for (int j = 0; j < columns; j += L) {
                IntVector left =
                        FloatVector.fromArray(S, dy, dyOffset + output + j).reinterpretAsInts();
                IntVector best =
                        FloatVector.fromArray(S, y, yOffset + output + j).reinterpretAsInts();
                var takes = FloatVector.fromArray(S, x, xOffset + row + j)
                        .reinterpretAsInts()
                        .eq(best);
                zero.blend(left, takes)
                        .reinterpretAsFloats()
                        .add(FloatVector.fromArray(S, dx, dxOffset + row + j))
                        .intoArray(dx, dxOffset + row + j);
                left.blend(zero, takes).reinterpretAsFloats().intoArray(dy, dyOffset + output + j);
            }
        }
    }
}
