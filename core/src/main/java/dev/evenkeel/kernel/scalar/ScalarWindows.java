package dev.evenkeel.kernel.scalar;

import dev.evenkeel.kernel.Windows;
import dev.evenkeel.kernel.view.Matrix;
import dev.evenkeel.kernel.window.WindowOffsets;

/** Rows made of other rows, element by element. */
final class ScalarWindows implements Windows {
    @Override
    public void sum(WindowOffsets taps, Matrix x, Matrix y, int example, int from) {
        int columns = x.columns() - from;
        int xAt = x.at(example * taps.inputs()) + from;
        int yAt = y.at(example * taps.outputs()) + from;
        taps.clearEmpty(y.values(), yAt, y.rowStride(), columns);
        if (taps.most() > WindowOffsets.SUM_TAPS) {
            sumInBlocks(taps, x, xAt, y, yAt, columns);
            return;
        }
        float[] inputs = x.values();
        float[] outputs = y.values();
        for (int tap = 0; tap < taps.count(); tap++) {
            float weight = taps.weight(tap);
            int row = xAt + taps.row(tap) * x.rowStride();
            int output = yAt + taps.output(tap) * y.rowStride();
            if (taps.isFirst(tap)) {
                for (int column = 0; column < columns; column++) {
                    outputs[output + column] = weight * inputs[row + column];
                }
            } else {
                for (int column = 0; column < columns; column++) {
                    outputs[output + column] = Math.fma(weight, inputs[row + column], outputs[output + column]);
                }
            }
        }
    }

    private static void sumInBlocks(WindowOffsets taps, Matrix x, int xAt, Matrix y, int yAt, int columns) {
        int to;
        for (int from = 0; from < taps.count(); from = to) {
            int output = taps.output(from);
            to = from + taps.taps(output);
            for (int column = 0; column < columns; column++) {
                double sum = 0;
                for (int tap = from; tap < to; tap += WindowOffsets.SUM_TAPS) {
                    sum += chain(taps, tap, Math.min(to, tap + WindowOffsets.SUM_TAPS), x, xAt + column);
                }
                y.values()[yAt + output * y.rowStride() + column] = (float) sum;
            }
        }
    }

    private static float chain(WindowOffsets taps, int from, int to, Matrix x, int at) {
        float[] inputs = x.values();
        int stride = x.rowStride();
        float sum = taps.weight(from) * inputs[at + taps.row(from) * stride];
        for (int tap = from + 1; tap < to; tap++) {
            sum = Math.fma(taps.weight(tap), inputs[at + taps.row(tap) * stride], sum);
        }
        return sum;
    }

    @Override
    public void max(WindowOffsets taps, Matrix x, Matrix y, int example, int from) {
        int columns = x.columns() - from;
        float[] inputs = x.values();
        float[] outputs = y.values();
        int xAt = x.at(example * taps.inputs()) + from;
        int yAt = y.at(example * taps.outputs()) + from;
        for (int tap = 0; tap < taps.count(); tap++) {
            int row = xAt + taps.row(tap) * x.rowStride();
            int output = yAt + taps.output(tap) * y.rowStride();
            if (taps.isFirst(tap)) {
                System.arraycopy(inputs, row, outputs, output, columns);
            } else {
                for (int column = 0; column < columns; column++) {
                    outputs[output + column] = Math.max(outputs[output + column], inputs[row + column]);
                }
            }
        }
    }

    @Override
    public void maxBackward(WindowOffsets taps, Matrix x, Matrix y, Matrix dy, Matrix dx, int example, int from) {
        int columns = x.columns() - from;
        float[] inputs = x.values();
        float[] outputs = y.values();
        float[] gradients = dy.values();
        float[] results = dx.values();
        int xAt = x.at(example * taps.inputs()) + from;
        int yAt = y.at(example * taps.outputs()) + from;
        int dyAt = dy.at(example * taps.outputs()) + from;
        int dxAt = dx.at(example * taps.inputs()) + from;
        taps.clearUnwritten(results, dxAt, dx.rowStride(), columns);
        boolean disjoint = taps.areDisjoint();
        for (int tap = 0; tap < taps.count(); tap++) {
            int row = taps.row(tap) * x.rowStride();
            int output = taps.output(tap) * y.rowStride();
            for (int column = 0; column < columns; column++) {
                int best = Float.floatToRawIntBits(outputs[yAt + output + column]);
                int left = Float.floatToRawIntBits(gradients[dyAt + output + column]);
                int passed = unlike(best, Float.floatToRawIntBits(inputs[xAt + row + column]));
                float share = Float.intBitsToFloat(left & ~passed);
                results[dxAt + row + column] = disjoint ? share : results[dxAt + row + column] + share;
                gradients[dyAt + output + column] = Float.intBitsToFloat(left & passed);
            }
        }
    }

    /** All bits where the two differ, else none: a branch that depends on data is guessed wrong too often. */
    private static int unlike(int bits, int others) {
        int different = bits ^ others;
        return (different | -different) >> 31;
    }
}
