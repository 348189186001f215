package dev.evenkeel.kernel.scalar;

import dev.evenkeel.kernel.Elements;

/** Arithmetic, dropout and checks, element by element. */
final class ScalarElements implements Elements {
    @Override
    public void add(float[] x, int xOffset, float[] y, int yOffset, float[] z, int zOffset, int length) {
        for (int i = 0; i < length; i++) {
            z[zOffset + i] = x[xOffset + i] + y[yOffset + i];
        }
    }

    @Override
    public void scale(float factor, float[] x, int xOffset, float[] y, int yOffset, int length) {
        for (int i = 0; i < length; i++) {
            y[yOffset + i] = factor * x[xOffset + i];
        }
    }

    @Override
    public void dropout(float[] x, float[] y, int from, int length, long key, long first, float keep) {
        int threshold = DropoutHash.threshold(keep);
        int done = 0;
        while (done < length) {
            long index = first + done;
            int run = DropoutHash.sameSeeds(index, length - done);
            int firstSeed = DropoutHash.firstSeed(key, index);
            int secondSeed = DropoutHash.secondSeed(key, index);
            for (int i = 0; i < run; i++) {
                int bits = DropoutHash.hash((int) index + i, firstSeed, secondSeed) >>> 8;
                int at = from + done + i;
                y[at] = bits < threshold ? x[at] / keep : 0f;
            }
            done += run;
        }
    }

    @Override
    public double sumOfSquares(float[] x, int offset, int length) {
        double sum = 0;
        for (int i = offset; i < offset + length; i++) {
            sum += (double) x[i] * x[i];
        }
        return sum;
    }

    @Override
    public boolean allFinite(float[] x, int offset, int length) {
        int highest = 0;
        for (int i = offset; i < offset + length; i++) {
            highest = Math.max(highest, Float.floatToRawIntBits(x[i]) & 0x7FFF_FFFF);
        }
        return highest < 0x7F80_0000;
    }
}
