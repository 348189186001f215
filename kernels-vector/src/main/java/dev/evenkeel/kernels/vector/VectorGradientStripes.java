package dev.evenkeel.kernels.vector;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

/**
 * The backward pass of normalization for stripes of two registers of columns: all that belongs to a column stays in
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
        FloatVector sumA = FloatVector.zero(S);
        FloatVector sumB = FloatVector.zero(S);
        FloatVector productA = FloatVector.zero(S);
        FloatVector productB = FloatVector.zero(S);
        for (int row = 0; row < rows; row++) {
            int i = row * width;
            FloatVector a = FloatVector.fromArray(S, x, at + i).sub(meanA);
            FloatVector gA = FloatVector.fromArray(S, dy, at + i);
            sumA = sumA.add(gA);
            productA = a.fma(gA, productA);
            FloatVector b = FloatVector.fromArray(S, x, at + i + L).sub(meanB);
            FloatVector gB = FloatVector.fromArray(S, dy, at + i + L);
            sumB = sumB.add(gB);
            productB = b.fma(gB, productB);
        }
        sumA.intoArray(wide.first, j);
        sumB.intoArray(wide.first, j + L);
        productA.intoArray(wide.second, j);
        productB.intoArray(wide.second, j + L);
    }

    static void rectifiedSums(float[] x, float[] dy, int at, int rows, int j, Widening wide) {
        int width = wide.width;
        FloatVector zero = FloatVector.zero(S);
        FloatVector meanA = FloatVector.fromArray(S, wide.mean, j);
        FloatVector meanB = FloatVector.fromArray(S, wide.mean, j + L);
        FloatVector scaleA = FloatVector.fromArray(S, wide.scale, j);
        FloatVector scaleB = FloatVector.fromArray(S, wide.scale, j + L);
        FloatVector shiftA = FloatVector.fromArray(S, wide.shift, j);
        FloatVector shiftB = FloatVector.fromArray(S, wide.shift, j + L);
        FloatVector sumA = FloatVector.zero(S);
        FloatVector sumB = FloatVector.zero(S);
        FloatVector productA = FloatVector.zero(S);
        FloatVector productB = FloatVector.zero(S);
        for (int row = 0; row < rows; row++) {
            int i = row * width;
            FloatVector a = FloatVector.fromArray(S, x, at + i).sub(meanA);
            FloatVector gA = zero.blend(
                    FloatVector.fromArray(S, dy, at + i), a.fma(scaleA, shiftA).compare(VectorOperators.GT, zero));
            sumA = sumA.add(gA);
            productA = a.fma(gA, productA);
            FloatVector b = FloatVector.fromArray(S, x, at + i + L).sub(meanB);
            FloatVector gB = zero.blend(
                    FloatVector.fromArray(S, dy, at + i + L),
                    b.fma(scaleB, shiftB).compare(VectorOperators.GT, zero));
            sumB = sumB.add(gB);
            productB = b.fma(gB, productB);
        }
        sumA.intoArray(wide.first, j);
        sumB.intoArray(wide.first, j + L);
        productA.intoArray(wide.second, j);
        productB.intoArray(wide.second, j + L);
    }

    static void backward(float[] x, float[] dy, int at, float[] dx, int dxAt, int rows, int j, Widening wide) {
        int width = wide.width;
        FloatVector meanA = FloatVector.fromArray(S, wide.mean, j);
        FloatVector meanB = FloatVector.fromArray(S, wide.mean, j + L);
        FloatVector scaleA = FloatVector.fromArray(S, wide.scale, j);
        FloatVector scaleB = FloatVector.fromArray(S, wide.scale, j + L);
        FloatVector xFactorA = FloatVector.fromArray(S, wide.xFactor, j);
        FloatVector xFactorB = FloatVector.fromArray(S, wide.xFactor, j + L);
        FloatVector constantA = FloatVector.fromArray(S, wide.constant, j);
        FloatVector constantB = FloatVector.fromArray(S, wide.constant, j + L);
        for (int row = 0; row < rows; row++) {
            int i = row * width;
            FloatVector a = FloatVector.fromArray(S, x, at + i).sub(meanA);
            FloatVector gA = FloatVector.fromArray(S, dy, at + i);
            gA.fma(scaleA, a.fma(xFactorA, constantA)).intoArray(dx, dxAt + i);
            FloatVector b = FloatVector.fromArray(S, x, at + i + L).sub(meanB);
            FloatVector gB = FloatVector.fromArray(S, dy, at + i + L);
            gB.fma(scaleB, b.fma(xFactorB, constantB)).intoArray(dx, dxAt + i + L);
        }
    }

    static void rectifiedBackward(float[] x, float[] dy, int at, float[] dx, int dxAt, int rows, int j, Widening wide) {
        int width = wide.width;
        FloatVector zero = FloatVector.zero(S);
        FloatVector meanA = FloatVector.fromArray(S, wide.mean, j);
        FloatVector meanB = FloatVector.fromArray(S, wide.mean, j + L);
        FloatVector scaleA = FloatVector.fromArray(S, wide.scale, j);
        FloatVector scaleB = FloatVector.fromArray(S, wide.scale, j + L);
        FloatVector shiftA = FloatVector.fromArray(S, wide.shift, j);
        FloatVector shiftB = FloatVector.fromArray(S, wide.shift, j + L);
        FloatVector xFactorA = FloatVector.fromArray(S, wide.xFactor, j);
        FloatVector xFactorB = FloatVector.fromArray(S, wide.xFactor, j + L);
        FloatVector constantA = FloatVector.fromArray(S, wide.constant, j);
        FloatVector constantB = FloatVector.fromArray(S, wide.constant, j + L);
        for (int row = 0; row < rows; row++) {
            int i = row * width;
            FloatVector a = FloatVector.fromArray(S, x, at + i).sub(meanA);
            FloatVector gA = zero.blend(
                    FloatVector.fromArray(S, dy, at + i), a.fma(scaleA, shiftA).compare(VectorOperators.GT, zero));
            gA.fma(scaleA, a.fma(xFactorA, constantA)).intoArray(dx, dxAt + i);
            FloatVector b = FloatVector.fromArray(S, x, at + i + L).sub(meanB);
            FloatVector gB = zero.blend(
                    FloatVector.fromArray(S, dy, at + i + L),
                    b.fma(scaleB, shiftB).compare(VectorOperators.GT, zero));
            gB.fma(scaleB, b.fma(xFactorB, constantB)).intoArray(dx, dxAt + i + L);
        }
    }
}
