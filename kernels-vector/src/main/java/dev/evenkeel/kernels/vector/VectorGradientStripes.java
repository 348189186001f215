package dev.evenkeel.kernels.vector;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

/**
 * The backward pass of normalization for stripes of two registers of columns: all that belongs to a column stays in
 * registers while the rows pass by. The arguments are as in {@link VectorColumnGradients}.
 */
final class VectorGradientStripes {
    private static final VectorSpecies<Float> S = Lanes.FLOATS;
    private static final int L = Lanes.COUNT;

    private VectorGradientStripes() {}

    static void sums(
            float[] x,
            int xAt,
            float[] dy,
            int dyAt,
            int width,
            int rows,
            float[] mean,
            int at,
            float[] sum,
            float[] products,
            int sumAt) {
        FloatVector meanA = FloatVector.fromArray(S, mean, at);
        FloatVector meanB = FloatVector.fromArray(S, mean, at + L);
        FloatVector sumA = FloatVector.zero(S);
        FloatVector sumB = FloatVector.zero(S);
        FloatVector productA = FloatVector.zero(S);
        FloatVector productB = FloatVector.zero(S);
        for (int row = 0; row < rows; row++) {
            int i = row * width;
            FloatVector a = FloatVector.fromArray(S, x, xAt + i).sub(meanA);
            FloatVector gA = FloatVector.fromArray(S, dy, dyAt + i);
            sumA = sumA.add(gA);
            productA = a.fma(gA, productA);
            FloatVector b = FloatVector.fromArray(S, x, xAt + i + L).sub(meanB);
            FloatVector gB = FloatVector.fromArray(S, dy, dyAt + i + L);
            sumB = sumB.add(gB);
            productB = b.fma(gB, productB);
        }
        sumA.intoArray(sum, sumAt);
        sumB.intoArray(sum, sumAt + L);
        productA.intoArray(products, sumAt);
        productB.intoArray(products, sumAt + L);
    }

    static void rectifiedSums(
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
            float[] sum,
            float[] products,
            int sumAt) {
        FloatVector zero = FloatVector.zero(S);
        FloatVector meanA = FloatVector.fromArray(S, mean, at);
        FloatVector meanB = FloatVector.fromArray(S, mean, at + L);
        FloatVector scaleA = FloatVector.fromArray(S, scale, at);
        FloatVector scaleB = FloatVector.fromArray(S, scale, at + L);
        FloatVector shiftA = FloatVector.fromArray(S, shift, at);
        FloatVector shiftB = FloatVector.fromArray(S, shift, at + L);
        FloatVector sumA = FloatVector.zero(S);
        FloatVector sumB = FloatVector.zero(S);
        FloatVector productA = FloatVector.zero(S);
        FloatVector productB = FloatVector.zero(S);
        for (int row = 0; row < rows; row++) {
            int i = row * width;
            FloatVector a = FloatVector.fromArray(S, x, xAt + i).sub(meanA);
            FloatVector gA = zero.blend(
                    FloatVector.fromArray(S, dy, dyAt + i),
                    a.fma(scaleA, shiftA).compare(VectorOperators.GT, zero));
            sumA = sumA.add(gA);
            productA = a.fma(gA, productA);
            FloatVector b = FloatVector.fromArray(S, x, xAt + i + L).sub(meanB);
            FloatVector gB = zero.blend(
                    FloatVector.fromArray(S, dy, dyAt + i + L),
                    b.fma(scaleB, shiftB).compare(VectorOperators.GT, zero));
            sumB = sumB.add(gB);
            productB = b.fma(gB, productB);
        }
        sumA.intoArray(sum, sumAt);
        sumB.intoArray(sum, sumAt + L);
        productA.intoArray(products, sumAt);
        productB.intoArray(products, sumAt + L);
    }

    static void backward(
            float[] x,
            int xAt,
            float[] dy,
            int dyAt,
            float[] dx,
            int dxAt,
            int width,
            int rows,
            float[] mean,
            float[] dyFactor,
            float[] xFactor,
            float[] constant,
            int at) {
        FloatVector meanA = FloatVector.fromArray(S, mean, at);
        FloatVector meanB = FloatVector.fromArray(S, mean, at + L);
        FloatVector dyFactorA = FloatVector.fromArray(S, dyFactor, at);
        FloatVector dyFactorB = FloatVector.fromArray(S, dyFactor, at + L);
        FloatVector xFactorA = FloatVector.fromArray(S, xFactor, at);
        FloatVector xFactorB = FloatVector.fromArray(S, xFactor, at + L);
        FloatVector constantA = FloatVector.fromArray(S, constant, at);
        FloatVector constantB = FloatVector.fromArray(S, constant, at + L);
        for (int row = 0; row < rows; row++) {
            int i = row * width;
            FloatVector a = FloatVector.fromArray(S, x, xAt + i).sub(meanA);
            FloatVector gA = FloatVector.fromArray(S, dy, dyAt + i);
            gA.fma(dyFactorA, a.fma(xFactorA, constantA)).intoArray(dx, dxAt + i);
            FloatVector b = FloatVector.fromArray(S, x, xAt + i + L).sub(meanB);
            FloatVector gB = FloatVector.fromArray(S, dy, dyAt + i + L);
            gB.fma(dyFactorB, b.fma(xFactorB, constantB)).intoArray(dx, dxAt + i + L);
        }
    }

    static void rectifiedBackward(
            float[] x,
            int xAt,
            float[] dy,
            int dyAt,
            float[] dx,
            int dxAt,
            int width,
            int rows,
            float[] mean,
            float[] scale,
            float[] shift,
            float[] dyFactor,
            float[] xFactor,
            float[] constant,
            int at) {
        FloatVector zero = FloatVector.zero(S);
        FloatVector meanA = FloatVector.fromArray(S, mean, at);
        FloatVector meanB = FloatVector.fromArray(S, mean, at + L);
        FloatVector scaleA = FloatVector.fromArray(S, scale, at);
        FloatVector scaleB = FloatVector.fromArray(S, scale, at + L);
        FloatVector shiftA = FloatVector.fromArray(S, shift, at);
        FloatVector shiftB = FloatVector.fromArray(S, shift, at + L);
        FloatVector dyFactorA = FloatVector.fromArray(S, dyFactor, at);
        FloatVector dyFactorB = FloatVector.fromArray(S, dyFactor, at + L);
        FloatVector xFactorA = FloatVector.fromArray(S, xFactor, at);
        FloatVector xFactorB = FloatVector.fromArray(S, xFactor, at + L);
        FloatVector constantA = FloatVector.fromArray(S, constant, at);
        FloatVector constantB = FloatVector.fromArray(S, constant, at + L);
        for (int row = 0; row < rows; row++) {
            int i = row * width;
            FloatVector a = FloatVector.fromArray(S, x, xAt + i).sub(meanA);
            FloatVector gA = zero.blend(
                    FloatVector.fromArray(S, dy, dyAt + i),
                    a.fma(scaleA, shiftA).compare(VectorOperators.GT, zero));
            gA.fma(dyFactorA, a.fma(xFactorA, constantA)).intoArray(dx, dxAt + i);
            FloatVector b = FloatVector.fromArray(S, x, xAt + i + L).sub(meanB);
            FloatVector gB = zero.blend(
                    FloatVector.fromArray(S, dy, dyAt + i + L),
                    b.fma(scaleB, shiftB).compare(VectorOperators.GT, zero));
            gB.fma(dyFactorB, b.fma(xFactorB, constantB)).intoArray(dx, dxAt + i + L);
        }
    }
}
