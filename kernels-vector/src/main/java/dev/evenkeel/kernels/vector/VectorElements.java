package dev.evenkeel.kernels.vector;

import static jdk.incubator.vector.VectorOperators.F2D;

import dev.evenkeel.kernel.DropoutHash;
import dev.evenkeel.kernel.Kernels;
import jdk.incubator.vector.DoubleVector;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

/** Arithmetic, dropout and checks, element by element. What is less than a register goes through the scalar loops. */
final class VectorElements {
    private static final VectorSpecies<Float> S = Lanes.FLOATS;
    private static final VectorSpecies<Integer> I = Lanes.INTS;
    private static final VectorSpecies<Float> H = Lanes.HALVES;
    private static final int L = Lanes.COUNT;
    private static final int HALF = Lanes.HALF;
    private static final IntVector ASCENDING = IntVector.zero(I).addIndex(1);

    private VectorElements() {}

    static void add(float[] x, int xOffset, float[] y, int yOffset, float[] z, int zOffset, int length) {
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

    static void scale(float factor, float[] x, int xOffset, float[] y, int yOffset, int length) {
        int bound = Lanes.bound(length);
        for (int i = 0; i < bound; i += L) {
            FloatVector.fromArray(S, x, xOffset + i).mul(factor).intoArray(y, yOffset + i);
        }
        for (int i = bound; i < length; i++) {
            y[yOffset + i] = factor * x[xOffset + i];
        }
    }

    static void dropout(float[] x, int xOffset, float[] y, int yOffset, int length, long key, long first, float keep) {
        int done = 0;
        while (done < length) {
            long index = first + done;
            int run = DropoutHash.sameSeeds(index, length - done);
            int bound = Lanes.bound(run);
            dropoutRun(
                    x,
                    xOffset + done,
                    y,
                    yOffset + done,
                    bound,
                    (int) index,
                    DropoutHash.firstSeed(key, index),
                    DropoutHash.secondSeed(key, index),
                    keep);
            Kernels.scalar()
                    .dropout(
                            x,
                            xOffset + done + bound,
                            y,
                            yOffset + done + bound,
                            run - bound,
                            key,
                            index + bound,
                            keep);
            done += run;
        }
    }

    private static void dropoutRun(
            float[] x, int xAt, float[] y, int yAt, int length, int index, int firstSeed, int secondSeed, float keep) {
        IntVector zero = IntVector.zero(I);
        IntVector threshold = IntVector.broadcast(I, DropoutHash.threshold(keep));
        FloatVector divisor = FloatVector.broadcast(S, keep);
        for (int i = 0; i < length; i += L) {
            IntVector h = ASCENDING.add(index + i).lanewise(VectorOperators.XOR, firstSeed);
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
            IntVector kept = FloatVector.fromArray(S, x, xAt + i).div(divisor).reinterpretAsInts();
            zero.blend(kept, h.compare(VectorOperators.LT, threshold))
                    .reinterpretAsFloats()
                    .intoArray(y, yAt + i);
        }
    }

    static double sumOfSquares(float[] x, int offset, int length) {
        Widening memory = Widening.lease(0);
        int bound = length / (2 * L) * 2 * L;
        squares(x, offset, bound, memory.lanes);
        double sum = Lanes.sum(memory.lanes);
        memory.release();
        for (int i = offset + bound; i < offset + length; i++) {
            sum += (double) x[i] * x[i];
        }
        return sum;
    }

    private static void squares(float[] x, int from, int length, double[] lanes) {
        DoubleVector a = DoubleVector.zero(Lanes.DOUBLES);
        DoubleVector b = DoubleVector.zero(Lanes.DOUBLES);
        DoubleVector c = DoubleVector.zero(Lanes.DOUBLES);
        DoubleVector d = DoubleVector.zero(Lanes.DOUBLES);
        for (int i = from; i < from + length; i += 2 * L) {
            DoubleVector xa = (DoubleVector) FloatVector.fromArray(H, x, i).convertShape(F2D, Lanes.DOUBLES, 0);
            DoubleVector xb =
                    (DoubleVector) FloatVector.fromArray(H, x, i + HALF).convertShape(F2D, Lanes.DOUBLES, 0);
            DoubleVector xc = (DoubleVector) FloatVector.fromArray(H, x, i + L).convertShape(F2D, Lanes.DOUBLES, 0);
            DoubleVector xd =
                    (DoubleVector) FloatVector.fromArray(H, x, i + L + HALF).convertShape(F2D, Lanes.DOUBLES, 0);
            a = xa.fma(xa, a);
            b = xb.fma(xb, b);
            c = xc.fma(xc, c);
            d = xd.fma(xd, d);
        }
        a.add(b).add(c.add(d)).intoArray(lanes, 0);
    }

    static boolean allFinite(float[] x, int offset, int length) {
        IntVector highest = IntVector.zero(I);
        int bound = Lanes.bound(length);
        for (int i = offset; i < offset + bound; i += L) {
            highest = highest.max(
                    FloatVector.fromArray(S, x, i).reinterpretAsInts().and(0x7FFF_FFFF));
        }
        return highest.reduceLanes(VectorOperators.MAX) < 0x7F80_0000
                && Kernels.scalar().allFinite(x, offset + bound, length - bound);
    }
}
