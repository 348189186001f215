package dev.evenkeel.kernels.vector;

import dev.evenkeel.kernel.Elements;
import dev.evenkeel.kernel.scalar.DropoutHash;
import dev.evenkeel.kernel.scalar.ScalarKernels;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

/** Arithmetic, dropout and checks, element by element. What is less than a register goes through the scalar loops. */
public final class VectorElements implements Elements {
    private static final VectorSpecies<Float> S = Lanes.FLOATS;
    private static final VectorSpecies<Integer> I = Lanes.INTS;
    private static final int L = Lanes.COUNT;

    /** The numbers of the lanes, made when dropout first needs them. */
    private static final class Index {
        static final IntVector ASCENDING = IntVector.zero(I).addIndex(1);
    }

    @Override
    public void add(float[] x, int xOffset, float[] y, int yOffset, float[] z, int zOffset, int length) {
        int bound = Lanes.bound(length);
        for (int i = 0; i < bound; i += L) {
            FloatVector.fromArray(S, x, xOffset + i)
                    .add(FloatVector.fromArray(S, y, yOffset + i))
                    .intoArray(z, zOffset + i);
        }
        for (int i = bound; i < length; i++) {
            z[zOffset + i] = x[xOffset + i] + y[yOffset + i];
        }
    }

    @Override
    public void scale(float factor, float[] x, int xOffset, float[] y, int yOffset, int length) {
        int bound = Lanes.bound(length);
        for (int i = 0; i < bound; i += L) {
            FloatVector.fromArray(S, x, xOffset + i).mul(factor).intoArray(y, yOffset + i);
        }
        for (int i = bound; i < length; i++) {
            y[yOffset + i] = factor * x[xOffset + i];
        }
    }

    @Override
    public void dropout(float[] x, float[] y, int from, int length, long key, long first, float keep) {
        int done = 0;
        while (done < length) {
            long index = first + done;
            int run = DropoutHash.sameSeeds(index, length - done);
            int bound = Lanes.bound(run);
            dropoutRun(x, y, from + done, bound, key, index, keep);
            int rest = from + done + bound;
            ScalarKernels.kernels().elements().dropout(x, y, rest, run - bound, key, index + bound, keep);
            done += run;
        }
    }

    private static void dropoutRun(float[] x, float[] y, int from, int length, long key, long index, float keep) {
        int firstSeed = DropoutHash.firstSeed(key, index);
        int secondSeed = DropoutHash.secondSeed(key, index);
        IntVector zero = IntVector.zero(I);
        IntVector threshold = IntVector.broadcast(I, DropoutHash.threshold(keep));
        FloatVector divisor = FloatVector.broadcast(S, keep);
        for (int i = 0; i < length; i += L) {
            IntVector h = Index.ASCENDING.add((int) index + i).lanewise(VectorOperators.XOR, firstSeed);
            h = h.lanewise(VectorOperators.XOR, h.lanewise(VectorOperators.LSHR, 16));
            h = h.mul(DropoutHash.FIRST_A);
            h = h.lanewise(VectorOperators.XOR, h.lanewise(VectorOperators.LSHR, 13));
            h = h.mul(DropoutHash.FIRST_B);
            h = h.lanewise(VectorOperators.XOR, h.lanewise(VectorOperators.LSHR, 16));
            h = h.add(secondSeed);
            h = h.lanewise(VectorOperators.XOR, h.lanewise(VectorOperators.LSHR, 16));
            h = h.mul(DropoutHash.SECOND_A);
            h = h.lanewise(VectorOperators.XOR, h.lanewise(VectorOperators.LSHR, 15));
            h = h.mul(DropoutHash.SECOND_B);
            h = h.lanewise(VectorOperators.XOR, h.lanewise(VectorOperators.LSHR, 16));
            h = h.lanewise(VectorOperators.LSHR, 8);
            IntVector kept = FloatVector.fromArray(S, x, from + i).div(divisor).reinterpretAsInts();
            zero.blend(kept, h.compare(VectorOperators.LT, threshold))
                    .reinterpretAsFloats()
                    .intoArray(y, from + i);
        }
    }

    /** Eight chains, which plain doubles keep in registers. */
    @Override
    public double sumOfSquares(float[] x, int offset, int length) {
        double s0 = 0;
        double s1 = 0;
        double s2 = 0;
        double s3 = 0;
        double s4 = 0;
        double s5 = 0;
        double s6 = 0;
        double s7 = 0;
        int bound = offset + length / 8 * 8;
        for (int i = offset; i < bound; i += 8) {
            s0 += (double) x[i] * x[i];
            s1 += (double) x[i + 1] * x[i + 1];
            s2 += (double) x[i + 2] * x[i + 2];
            s3 += (double) x[i + 3] * x[i + 3];
            s4 += (double) x[i + 4] * x[i + 4];
            s5 += (double) x[i + 5] * x[i + 5];
            s6 += (double) x[i + 6] * x[i + 6];
            s7 += (double) x[i + 7] * x[i + 7];
        }
        for (int i = bound; i < offset + length; i++) {
            s0 += (double) x[i] * x[i];
        }
        return ((s0 + s1) + (s2 + s3)) + ((s4 + s5) + (s6 + s7));
    }

    @Override
    public boolean allFinite(float[] x, int offset, int length) {
        IntVector highest = IntVector.zero(I);
        int bound = Lanes.bound(length);
        for (int i = offset; i < offset + bound; i += L) {
            highest = highest.max(
                    FloatVector.fromArray(S, x, i).reinterpretAsInts().and(0x7FFF_FFFF));
        }
        return highest.reduceLanes(VectorOperators.MAX) < 0x7F80_0000
                && ScalarKernels.kernels().elements().allFinite(x, offset + bound, length - bound);
    }
}
