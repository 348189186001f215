package dev.evenkeel.kernels.vector;

import dev.evenkeel.kernel.Windows;
import dev.evenkeel.kernel.scalar.ScalarKernels;
import dev.evenkeel.kernel.view.Matrix;
import dev.evenkeel.kernel.window.WindowOffsets;
import java.util.Arrays;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorSpecies;

/**
 * Rows made of other rows, one tap at a time in the order of memory, which the processor fetches two to three times as fast
 * as several rows at a time. What is known of an output so far lies in its own row, in the nearest cache. The columns that
 * fill no register go through the scalar loops in a sweep of their own: a tail within these loops would slow down all.
 */
public final class VectorWindows implements Windows {
    private static final VectorSpecies<Float> S = Lanes.FLOATS;
    private static final int L = Lanes.COUNT;
    /** Rows shorter than this are taken two at a time where they go into the same output. */
    private static final int LONG = 4 * L;

    @Override
    public void sum(WindowOffsets taps, Matrix x, Matrix y, int example, int from) {
        int columns = Lanes.bound(x.columns() - from);
        int xAt = x.at(example * taps.inputs()) + from;
        int yAt = y.at(example * taps.outputs()) + from;
        if (columns > 0) {
            taps.clearEmpty(y.values(), yAt, y.rowStride(), columns);
            if (taps.most() <= WindowOffsets.SUM_TAPS) {
                sumChains(taps, x, xAt, y, yAt, columns);
            } else {
                sumBlocks(taps, x, xAt, y, yAt, columns);
            }
        }
        if (from + columns < x.columns()) {
            ScalarKernels.kernels().windows().sum(taps, x, y, example, from + columns);
        }
    }

    private static void sumChains(WindowOffsets taps, Matrix x, int xAt, Matrix y, int yAt, int columns) {
        float[] inputs = x.values();
        float[] outputs = y.values();
        int xStride = x.rowStride();
        int yStride = y.rowStride();
        for (int tap = 0; tap < taps.count(); tap++) {
            float weight = taps.weight(tap);
            int from = xAt + taps.row(tap) * xStride;
            int at = yAt + taps.output(tap) * yStride;
            if (taps.isFirst(tap)) {
                weigh(weight, inputs, from, outputs, at, columns);
            } else {
                addWeighed(weight, inputs, from, outputs, at, columns);
            }
        }
    }

    private static void sumBlocks(WindowOffsets taps, Matrix x, int xAt, Matrix y, int yAt, int columns) {
        float[] inputs = x.values();
        float[] outputs = y.values();
        Widening memory = Widening.lease(columns);
        double[] sums = memory.sums(columns);
        int to;
        for (int from = 0; from < taps.count(); from = to) {
            int output = taps.output(from);
            to = from + taps.taps(output);
            Arrays.fill(sums, 0, columns, 0);
            for (int tap = from; tap < to; tap++) {
                int row = xAt + taps.row(tap) * x.rowStride();
                int place = (tap - from) % WindowOffsets.SUM_TAPS;
                if (place == 0) {
                    weigh(taps.weight(tap), inputs, row, memory.first, 0, columns);
                } else {
                    addWeighed(taps.weight(tap), inputs, row, memory.first, 0, columns);
                }
                if (place == WindowOffsets.SUM_TAPS - 1 || tap == to - 1) {
                    Widening.fold(memory.first, columns, columns, sums, 0);
                }
            }
            int at = yAt + output * y.rowStride();
            for (int column = 0; column < columns; column++) {
                outputs[at + column] = (float) sums[column];
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
    public void max(WindowOffsets taps, Matrix x, Matrix y, int example, int from) {
        int columns = Lanes.bound(x.columns() - from);
        int xAt = x.at(example * taps.inputs()) + from;
        int yAt = y.at(example * taps.outputs()) + from;
        if (columns > 0) {
            if (taps.areInFours()) {
                maxOfFours(taps, x, xAt, y, yAt, columns);
            } else if (columns < LONG && taps.arePaired()) {
                maxOfPairs(taps, x, xAt, y, yAt, columns);
            } else {
                maxOfOnes(taps, x, xAt, y, yAt, columns);
            }
        }
        if (from + columns < x.columns()) {
            ScalarKernels.kernels().windows().max(taps, x, y, example, from + columns);
        }
    }

    /** One flat loop over the registers of the outputs: rows of two or three registers would not fill an inner one. */
    private static void maxOfFours(WindowOffsets taps, Matrix x, int xAt, Matrix y, int yAt, int columns) {
        float[] inputs = x.values();
        float[] outputs = y.values();
        int xStride = x.rowStride();
        int vectors = taps.outputs() * (columns / L);
        int tap = 0;
        int first = 0;
        int second = 0;
        int third = 0;
        int fourth = 0;
        int at = yAt;
        int j = columns;
        for (int vector = 0; vector < vectors; vector++) {
            if (j == columns) {
                first = xAt + taps.row(tap) * xStride;
                second = xAt + taps.row(tap + 1) * xStride;
                third = xAt + taps.row(tap + 2) * xStride;
                fourth = xAt + taps.row(tap + 3) * xStride;
                at = yAt + taps.output(tap) * y.rowStride();
                tap += 4;
                j = 0;
            }
            FloatVector.fromArray(S, inputs, first + j)
                    .max(FloatVector.fromArray(S, inputs, second + j))
                    .max(FloatVector.fromArray(S, inputs, third + j))
                    .max(FloatVector.fromArray(S, inputs, fourth + j))
                    .intoArray(outputs, at + j);
            j += L;
        }
    }

    private static void maxOfOnes(WindowOffsets taps, Matrix x, int xAt, Matrix y, int yAt, int columns) {
        float[] inputs = x.values();
        float[] outputs = y.values();
        int xStride = x.rowStride();
        int yStride = y.rowStride();
        for (int tap = 0; tap < taps.count(); tap++) {
            int from = xAt + taps.row(tap) * xStride;
            int at = yAt + taps.output(tap) * yStride;
            if (taps.isFirst(tap)) {
                for (int j = 0; j < columns; j += L) {
                    FloatVector.fromArray(S, inputs, from + j).intoArray(outputs, at + j);
                }
            } else {
                for (int j = 0; j < columns; j += L) {
                    FloatVector.fromArray(S, outputs, at + j)
                            .max(FloatVector.fromArray(S, inputs, from + j))
                            .intoArray(outputs, at + j);
                }
            }
        }
    }

    private static void maxOfPairs(WindowOffsets taps, Matrix x, int xAt, Matrix y, int yAt, int columns) {
        float[] inputs = x.values();
        float[] outputs = y.values();
        int xStride = x.rowStride();
        int yStride = y.rowStride();
        for (int tap = 0; tap < taps.count(); tap += 2) {
            int from = xAt + taps.row(tap) * xStride;
            int other = xAt + taps.row(tap + 1) * xStride;
            int at = yAt + taps.output(tap) * yStride;
            if (taps.isFirst(tap)) {
                for (int j = 0; j < columns; j += L) {
                    FloatVector.fromArray(S, inputs, from + j)
                            .max(FloatVector.fromArray(S, inputs, other + j))
                            .intoArray(outputs, at + j);
                }
            } else {
                for (int j = 0; j < columns; j += L) {
                    FloatVector.fromArray(S, outputs, at + j)
                            .max(FloatVector.fromArray(S, inputs, from + j))
                            .max(FloatVector.fromArray(S, inputs, other + j))
                            .intoArray(outputs, at + j);
                }
            }
        }
    }

    @Override
    public void maxBackward(WindowOffsets taps, Matrix x, Matrix y, Matrix dy, Matrix dx, int example, int from) {
        int columns = Lanes.bound(x.columns() - from);
        if (columns > 0) {
            taps.clearUnwritten(dx.values(), dx.at(example * taps.inputs()) + from, dx.rowStride(), columns);
            if (taps.areDisjoint() && columns < LONG && taps.arePaired()) {
                giveToPairs(taps, x, y, dy, dx, example, from);
            } else if (taps.areDisjoint()) {
                give(taps, x, y, dy, dx, example, from);
            } else {
                giveMore(taps, x, y, dy, dx, example, from);
            }
        }
        if (from + columns < x.columns()) {
            ScalarKernels.kernels().windows().maxBackward(taps, x, y, dy, dx, example, from + columns);
        }
    }

    /** What a row takes is no longer in dy, for the rows behind it. */
    private static void give(WindowOffsets taps, Matrix x, Matrix y, Matrix dy, Matrix dx, int example, int from) {
        int columns = Lanes.bound(x.columns() - from);
        float[] inputs = x.values();
        float[] outputs = y.values();
        float[] gradients = dy.values();
        float[] results = dx.values();
        int xAt = x.at(example * taps.inputs()) + from;
        int yAt = y.at(example * taps.outputs()) + from;
        int dyAt = dy.at(example * taps.outputs()) + from;
        int dxAt = dx.at(example * taps.inputs()) + from;
        int xStride = x.rowStride();
        int yStride = y.rowStride();
        IntVector zero = IntVector.zero(Lanes.INTS);
        for (int tap = 0; tap < taps.count(); tap++) {
            int row = taps.row(tap) * xStride;
            int output = taps.output(tap) * yStride;
            for (int j = 0; j < columns; j += L) {
                IntVector left =
                        FloatVector.fromArray(S, gradients, dyAt + output + j).reinterpretAsInts();
                IntVector best =
                        FloatVector.fromArray(S, outputs, yAt + output + j).reinterpretAsInts();
                var takes = FloatVector.fromArray(S, inputs, xAt + row + j)
                        .reinterpretAsInts()
                        .eq(best);
                zero.blend(left, takes).reinterpretAsFloats().intoArray(results, dxAt + row + j);
                left.blend(zero, takes).reinterpretAsFloats().intoArray(gradients, dyAt + output + j);
            }
        }
    }

    private static void giveToPairs(
            WindowOffsets taps, Matrix x, Matrix y, Matrix dy, Matrix dx, int example, int from) {
        int columns = Lanes.bound(x.columns() - from);
        float[] inputs = x.values();
        float[] outputs = y.values();
        float[] gradients = dy.values();
        float[] results = dx.values();
        int xAt = x.at(example * taps.inputs()) + from;
        int yAt = y.at(example * taps.outputs()) + from;
        int dyAt = dy.at(example * taps.outputs()) + from;
        int dxAt = dx.at(example * taps.inputs()) + from;
        int xStride = x.rowStride();
        int yStride = y.rowStride();
        IntVector zero = IntVector.zero(Lanes.INTS);
        for (int tap = 0; tap < taps.count(); tap += 2) {
            int row = taps.row(tap) * xStride;
            int other = taps.row(tap + 1) * xStride;
            int output = taps.output(tap) * yStride;
            for (int j = 0; j < columns; j += L) {
                IntVector left =
                        FloatVector.fromArray(S, gradients, dyAt + output + j).reinterpretAsInts();
                IntVector best =
                        FloatVector.fromArray(S, outputs, yAt + output + j).reinterpretAsInts();
                var takes = FloatVector.fromArray(S, inputs, xAt + row + j)
                        .reinterpretAsInts()
                        .eq(best);
                zero.blend(left, takes).reinterpretAsFloats().intoArray(results, dxAt + row + j);
                left = left.blend(zero, takes);
                takes = FloatVector.fromArray(S, inputs, xAt + other + j)
                        .reinterpretAsInts()
                        .eq(best);
                zero.blend(left, takes).reinterpretAsFloats().intoArray(results, dxAt + other + j);
                left.blend(zero, takes).reinterpretAsFloats().intoArray(gradients, dyAt + output + j);
            }
        }
    }

    private static void giveMore(WindowOffsets taps, Matrix x, Matrix y, Matrix dy, Matrix dx, int example, int from) {
        int columns = Lanes.bound(x.columns() - from);
        float[] inputs = x.values();
        float[] outputs = y.values();
        float[] gradients = dy.values();
        float[] results = dx.values();
        int xAt = x.at(example * taps.inputs()) + from;
        int yAt = y.at(example * taps.outputs()) + from;
        int dyAt = dy.at(example * taps.outputs()) + from;
        int dxAt = dx.at(example * taps.inputs()) + from;
        int xStride = x.rowStride();
        int yStride = y.rowStride();
        IntVector zero = IntVector.zero(Lanes.INTS);
        for (int tap = 0; tap < taps.count(); tap++) {
            int row = taps.row(tap) * xStride;
            int output = taps.output(tap) * yStride;
            for (int j = 0; j < columns; j += L) {
                IntVector left =
                        FloatVector.fromArray(S, gradients, dyAt + output + j).reinterpretAsInts();
                IntVector best =
                        FloatVector.fromArray(S, outputs, yAt + output + j).reinterpretAsInts();
                var takes = FloatVector.fromArray(S, inputs, xAt + row + j)
                        .reinterpretAsInts()
                        .eq(best);
                zero.blend(left, takes)
                        .reinterpretAsFloats()
                        .add(FloatVector.fromArray(S, results, dxAt + row + j))
                        .intoArray(results, dxAt + row + j);
                left.blend(zero, takes).reinterpretAsFloats().intoArray(gradients, dyAt + output + j);
            }
        }
    }
}
