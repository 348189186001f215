package dev.evenkeel.kernel;

/** Rows made of other rows, element by element. */
final class ScalarWindows implements Windows {
    @Override
    public void sum(Taps taps, float[] x, int xOffset, int xStride, float[] y, int yOffset, int yStride, int columns) {
        taps.clearEmpty(y, yOffset, yStride, columns);
        if (taps.most() > SUM_TAPS) {
            sumInBlocks(taps, x, xOffset, xStride, y, yOffset, yStride, columns);
            return;
        }
        for (int tap = 0; tap < taps.count(); tap++) {
            float weight = taps.weight(tap);
            int from = xOffset + taps.row(tap) * xStride;
            int at = yOffset + taps.output(tap) * yStride;
            if (taps.isFirst(tap)) {
                for (int column = 0; column < columns; column++) {
                    y[at + column] = weight * x[from + column];
                }
            } else {
                for (int column = 0; column < columns; column++) {
                    y[at + column] = Math.fma(weight, x[from + column], y[at + column]);
                }
            }
        }
    }

    private static void sumInBlocks(
            Taps taps, float[] x, int xOffset, int xStride, float[] y, int yOffset, int yStride, int columns) {
        int to;
        for (int from = 0; from < taps.count(); from = to) {
            int output = taps.output(from);
            to = from + taps.taps(output);
            for (int column = 0; column < columns; column++) {
                double sum = 0;
                for (int tap = from; tap < to; tap += SUM_TAPS) {
                    sum += chain(taps, tap, Math.min(to, tap + SUM_TAPS), x, xOffset + column, xStride);
                }
                y[yOffset + output * yStride + column] = (float) sum;
            }
        }
    }

    private static float chain(Taps taps, int from, int to, float[] x, int at, int stride) {
        float sum = taps.weight(from) * x[at + taps.row(from) * stride];
        for (int tap = from + 1; tap < to; tap++) {
            sum = Math.fma(taps.weight(tap), x[at + taps.row(tap) * stride], sum);
        }
        return sum;
    }

    @Override
    public void max(Taps taps, float[] x, int xOffset, float[] y, int yOffset, int stride, int columns) {
        for (int tap = 0; tap < taps.count(); tap++) {
            int from = xOffset + taps.row(tap) * stride;
            int at = yOffset + taps.output(tap) * stride;
            if (taps.isFirst(tap)) {
                System.arraycopy(x, from, y, at, columns);
            } else {
                for (int column = 0; column < columns; column++) {
                    y[at + column] = Math.max(y[at + column], x[from + column]);
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
        taps.clearUnwritten(dx, dxOffset, stride, columns);
        boolean disjoint = taps.areDisjoint();
        for (int tap = 0; tap < taps.count(); tap++) {
            int row = taps.row(tap) * stride;
            int output = taps.output(tap) * stride;
            for (int column = 0; column < columns; column++) {
                int best = Float.floatToRawIntBits(y[yOffset + output + column]);
                int left = Float.floatToRawIntBits(dy[dyOffset + output + column]);
                int passed = unlike(best, Float.floatToRawIntBits(x[xOffset + row + column]));
                float share = Float.intBitsToFloat(left & ~passed);
                dx[dxOffset + row + column] = disjoint ? share : dx[dxOffset + row + column] + share;
                dy[dyOffset + output + column] = Float.intBitsToFloat(left & passed);
            }
        }
    }

    /** All bits where the two differ, else none: a branch that depends on data is guessed wrong too often. */
    private static int unlike(int bits, int others) {
        int different = bits ^ others;
        return (different | -different) >> 31;
    }
}
