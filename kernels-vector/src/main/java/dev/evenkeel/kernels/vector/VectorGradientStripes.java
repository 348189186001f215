package dev.evenkeel.kernels.vector;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

/**
 * The backward pass of normalization for stripes of four registers of columns: all that belongs to a column stays in
 * registers while the rows pass by. Row 0 of the columns from j on lies at {@code x[at]} and {@code dy[at]}.
 */
final class VectorGradientStripes {
    private static final VectorSpecies<Float> S = Lanes.FLOATS;
    private static final int L = Lanes.COUNT;

    private VectorGradientStripes() {}

    static void sums(float[] x, float[] dy, int at, int rows, int j, Widening wide) {
        int width = wide.width;
        FloatVector meanA = FloatVector.fromArray(S, wide.mean, j);
        FloatVector meanB = FloatVector.fromArray(S, wide.mean, j + L);
        FloatVector meanC = FloatVector.fromArray(S, wide.mean, j + 2 * L);
        FloatVector meanD = FloatVector.fromArray(S, wide.mean, j + 3 * L);
        FloatVector sumA = FloatVector.zero(S);
        FloatVector sumB = FloatVector.zero(S);
        FloatVector sumC = FloatVector.zero(S);
        FloatVector sumD = FloatVector.zero(S);
        FloatVector productA = FloatVector.zero(S);
        FloatVector productB = FloatVector.zero(S);
        FloatVector productC = FloatVector.zero(S);
        FloatVector productD = FloatVector.zero(S);
        for (int i = at; i < at + rows * width; i += width) {
            FloatVector xA = FloatVector.fromArray(S, x, i).sub(meanA);
            FloatVector dyA = FloatVector.fromArray(S, dy, i);
            sumA = sumA.add(dyA);
            productA = xA.fma(dyA, productA);
            FloatVector xB = FloatVector.fromArray(S, x, i + L).sub(meanB);
            FloatVector dyB = FloatVector.fromArray(S, dy, i + L);
            sumB = sumB.add(dyB);
            productB = xB.fma(dyB, productB);
            FloatVector xC = FloatVector.fromArray(S, x, i + 2 * L).sub(meanC);
            FloatVector dyC = FloatVector.fromArray(S, dy, i + 2 * L);
            sumC = sumC.add(dyC);
            productC = xC.fma(dyC, productC);
            FloatVector xD = FloatVector.fromArray(S, x, i + 3 * L).sub(meanD);
            FloatVector dyD = FloatVector.fromArray(S, dy, i + 3 * L);
            sumD = sumD.add(dyD);
            productD = xD.fma(dyD, productD);
        }
        sumA.intoArray(wide.first, j);
        sumB.intoArray(wide.first, j + L);
        sumC.intoArray(wide.first, j + 2 * L);
        sumD.intoArray(wide.first, j + 3 * L);
        productA.intoArray(wide.second, j);
        productB.intoArray(wide.second, j + L);
        productC.intoArray(wide.second, j + 2 * L);
        productD.intoArray(wide.second, j + 3 * L);
    }

    static void rectifiedSums(float[] x, float[] dy, int at, int rows, int j, Widening wide) {
        int width = wide.width;
        FloatVector zero = FloatVector.zero(S);
        FloatVector meanA = FloatVector.fromArray(S, wide.mean, j);
        FloatVector meanB = FloatVector.fromArray(S, wide.mean, j + L);
        FloatVector meanC = FloatVector.fromArray(S, wide.mean, j + 2 * L);
        FloatVector meanD = FloatVector.fromArray(S, wide.mean, j + 3 * L);
        FloatVector scaleA = FloatVector.fromArray(S, wide.scale, j);
        FloatVector scaleB = FloatVector.fromArray(S, wide.scale, j + L);
        FloatVector scaleC = FloatVector.fromArray(S, wide.scale, j + 2 * L);
        FloatVector scaleD = FloatVector.fromArray(S, wide.scale, j + 3 * L);
        FloatVector shiftA = FloatVector.fromArray(S, wide.shift, j);
        FloatVector shiftB = FloatVector.fromArray(S, wide.shift, j + L);
        FloatVector shiftC = FloatVector.fromArray(S, wide.shift, j + 2 * L);
        FloatVector shiftD = FloatVector.fromArray(S, wide.shift, j + 3 * L);
        FloatVector sumA = FloatVector.zero(S);
        FloatVector sumB = FloatVector.zero(S);
        FloatVector sumC = FloatVector.zero(S);
        FloatVector sumD = FloatVector.zero(S);
        FloatVector productA = FloatVector.zero(S);
        FloatVector productB = FloatVector.zero(S);
        FloatVector productC = FloatVector.zero(S);
        FloatVector productD = FloatVector.zero(S);
        for (int i = at; i < at + rows * width; i += width) {
            FloatVector xA = FloatVector.fromArray(S, x, i).sub(meanA);
            FloatVector dyA = zero.blend(
                    FloatVector.fromArray(S, dy, i), xA.fma(scaleA, shiftA).compare(VectorOperators.GT, zero));
            sumA = sumA.add(dyA);
            productA = xA.fma(dyA, productA);
            FloatVector xB = FloatVector.fromArray(S, x, i + L).sub(meanB);
            FloatVector dyB = zero.blend(
                    FloatVector.fromArray(S, dy, i + L), xB.fma(scaleB, shiftB).compare(VectorOperators.GT, zero));
            sumB = sumB.add(dyB);
            productB = xB.fma(dyB, productB);
            FloatVector xC = FloatVector.fromArray(S, x, i + 2 * L).sub(meanC);
            FloatVector dyC = zero.blend(
                    FloatVector.fromArray(S, dy, i + 2 * L),
                    xC.fma(scaleC, shiftC).compare(VectorOperators.GT, zero));
            sumC = sumC.add(dyC);
            productC = xC.fma(dyC, productC);
            FloatVector xD = FloatVector.fromArray(S, x, i + 3 * L).sub(meanD);
            FloatVector dyD = zero.blend(
                    FloatVector.fromArray(S, dy, i + 3 * L),
                    xD.fma(scaleD, shiftD).compare(VectorOperators.GT, zero));
            sumD = sumD.add(dyD);
            productD = xD.fma(dyD, productD);
        }
        sumA.intoArray(wide.first, j);
        sumB.intoArray(wide.first, j + L);
        sumC.intoArray(wide.first, j + 2 * L);
        sumD.intoArray(wide.first, j + 3 * L);
        productA.intoArray(wide.second, j);
        productB.intoArray(wide.second, j + L);
        productC.intoArray(wide.second, j + 2 * L);
        productD.intoArray(wide.second, j + 3 * L);
    }

    static void backward(float[] x, float[] dy, int at, float[] dx, int dxAt, int rows, int j, Widening wide) {
        int width = wide.width;
        FloatVector meanA = FloatVector.fromArray(S, wide.mean, j);
        FloatVector meanB = FloatVector.fromArray(S, wide.mean, j + L);
        FloatVector meanC = FloatVector.fromArray(S, wide.mean, j + 2 * L);
        FloatVector meanD = FloatVector.fromArray(S, wide.mean, j + 3 * L);
        FloatVector scaleA = FloatVector.fromArray(S, wide.scale, j);
        FloatVector scaleB = FloatVector.fromArray(S, wide.scale, j + L);
        FloatVector scaleC = FloatVector.fromArray(S, wide.scale, j + 2 * L);
        FloatVector scaleD = FloatVector.fromArray(S, wide.scale, j + 3 * L);
        FloatVector xFactorA = FloatVector.fromArray(S, wide.xFactor, j);
        FloatVector xFactorB = FloatVector.fromArray(S, wide.xFactor, j + L);
        FloatVector xFactorC = FloatVector.fromArray(S, wide.xFactor, j + 2 * L);
        FloatVector xFactorD = FloatVector.fromArray(S, wide.xFactor, j + 3 * L);
        FloatVector constantA = FloatVector.fromArray(S, wide.constant, j);
        FloatVector constantB = FloatVector.fromArray(S, wide.constant, j + L);
        FloatVector constantC = FloatVector.fromArray(S, wide.constant, j + 2 * L);
        FloatVector constantD = FloatVector.fromArray(S, wide.constant, j + 3 * L);
        for (int row = 0; row < rows; row++) {
            int i = at + row * width;
            int to = dxAt + row * width;
            FloatVector xA = FloatVector.fromArray(S, x, i).sub(meanA);
            FloatVector dyA = FloatVector.fromArray(S, dy, i);
            dyA.fma(scaleA, xA.fma(xFactorA, constantA)).intoArray(dx, to);
            FloatVector xB = FloatVector.fromArray(S, x, i + L).sub(meanB);
            FloatVector dyB = FloatVector.fromArray(S, dy, i + L);
            dyB.fma(scaleB, xB.fma(xFactorB, constantB)).intoArray(dx, to + L);
            FloatVector xC = FloatVector.fromArray(S, x, i + 2 * L).sub(meanC);
            FloatVector dyC = FloatVector.fromArray(S, dy, i + 2 * L);
            dyC.fma(scaleC, xC.fma(xFactorC, constantC)).intoArray(dx, to + 2 * L);
            FloatVector xD = FloatVector.fromArray(S, x, i + 3 * L).sub(meanD);
            FloatVector dyD = FloatVector.fromArray(S, dy, i + 3 * L);
            dyD.fma(scaleD, xD.fma(xFactorD, constantD)).intoArray(dx, to + 3 * L);
        }
    }

    static void rectifiedBackward(float[] x, float[] dy, int at, float[] dx, int dxAt, int rows, int j, Widening wide) {
        int width = wide.width;
        FloatVector zero = FloatVector.zero(S);
        FloatVector meanA = FloatVector.fromArray(S, wide.mean, j);
        FloatVector meanB = FloatVector.fromArray(S, wide.mean, j + L);
        FloatVector meanC = FloatVector.fromArray(S, wide.mean, j + 2 * L);
        FloatVector meanD = FloatVector.fromArray(S, wide.mean, j + 3 * L);
        FloatVector scaleA = FloatVector.fromArray(S, wide.scale, j);
        FloatVector scaleB = FloatVector.fromArray(S, wide.scale, j + L);
        FloatVector scaleC = FloatVector.fromArray(S, wide.scale, j + 2 * L);
        FloatVector scaleD = FloatVector.fromArray(S, wide.scale, j + 3 * L);
        FloatVector shiftA = FloatVector.fromArray(S, wide.shift, j);
        FloatVector shiftB = FloatVector.fromArray(S, wide.shift, j + L);
        FloatVector shiftC = FloatVector.fromArray(S, wide.shift, j + 2 * L);
        FloatVector shiftD = FloatVector.fromArray(S, wide.shift, j + 3 * L);
        FloatVector xFactorA = FloatVector.fromArray(S, wide.xFactor, j);
        FloatVector xFactorB = FloatVector.fromArray(S, wide.xFactor, j + L);
        FloatVector xFactorC = FloatVector.fromArray(S, wide.xFactor, j + 2 * L);
        FloatVector xFactorD = FloatVector.fromArray(S, wide.xFactor, j + 3 * L);
        FloatVector constantA = FloatVector.fromArray(S, wide.constant, j);
        FloatVector constantB = FloatVector.fromArray(S, wide.constant, j + L);
        FloatVector constantC = FloatVector.fromArray(S, wide.constant, j + 2 * L);
        FloatVector constantD = FloatVector.fromArray(S, wide.constant, j + 3 * L);
        for (int row = 0; row < rows; row++) {
            int i = at + row * width;
            int to = dxAt + row * width;
            FloatVector xA = FloatVector.fromArray(S, x, i).sub(meanA);
            FloatVector dyA = zero.blend(
                    FloatVector.fromArray(S, dy, i), xA.fma(scaleA, shiftA).compare(VectorOperators.GT, zero));
            dyA.fma(scaleA, xA.fma(xFactorA, constantA)).intoArray(dx, to);
            FloatVector xB = FloatVector.fromArray(S, x, i + L).sub(meanB);
            FloatVector dyB = zero.blend(
                    FloatVector.fromArray(S, dy, i + L), xB.fma(scaleB, shiftB).compare(VectorOperators.GT, zero));
            dyB.fma(scaleB, xB.fma(xFactorB, constantB)).intoArray(dx, to + L);
            FloatVector xC = FloatVector.fromArray(S, x, i + 2 * L).sub(meanC);
            FloatVector dyC = zero.blend(
                    FloatVector.fromArray(S, dy, i + 2 * L),
                    xC.fma(scaleC, shiftC).compare(VectorOperators.GT, zero));
            dyC.fma(scaleC, xC.fma(xFactorC, constantC)).intoArray(dx, to + 2 * L);
            FloatVector xD = FloatVector.fromArray(S, x, i + 3 * L).sub(meanD);
            FloatVector dyD = zero.blend(
                    FloatVector.fromArray(S, dy, i + 3 * L),
                    xD.fma(scaleD, shiftD).compare(VectorOperators.GT, zero));
            dyD.fma(scaleD, xD.fma(xFactorD, constantD)).intoArray(dx, to + 3 * L);
        }
    }
}
