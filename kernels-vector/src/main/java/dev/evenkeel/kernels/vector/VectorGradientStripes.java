package dev.evenkeel.kernels.vector;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

/**
 * The backward pass of normalization for stripes of four registers of columns: all that belongs to a column stays in
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
        FloatVector meanC = FloatVector.fromArray(S, mean, at + 2 * L);
        FloatVector meanD = FloatVector.fromArray(S, mean, at + 3 * L);
        FloatVector sumA = FloatVector.zero(S);
        FloatVector sumB = FloatVector.zero(S);
        FloatVector sumC = FloatVector.zero(S);
        FloatVector sumD = FloatVector.zero(S);
        FloatVector productA = FloatVector.zero(S);
        FloatVector productB = FloatVector.zero(S);
        FloatVector productC = FloatVector.zero(S);
        FloatVector productD = FloatVector.zero(S);
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
            FloatVector c = FloatVector.fromArray(S, x, xAt + i + 2 * L).sub(meanC);
            FloatVector gC = FloatVector.fromArray(S, dy, dyAt + i + 2 * L);
            sumC = sumC.add(gC);
            productC = c.fma(gC, productC);
            FloatVector d = FloatVector.fromArray(S, x, xAt + i + 3 * L).sub(meanD);
            FloatVector gD = FloatVector.fromArray(S, dy, dyAt + i + 3 * L);
            sumD = sumD.add(gD);
            productD = d.fma(gD, productD);
        }
        sumA.intoArray(sum, sumAt);
        sumB.intoArray(sum, sumAt + L);
        sumC.intoArray(sum, sumAt + 2 * L);
        sumD.intoArray(sum, sumAt + 3 * L);
        productA.intoArray(products, sumAt);
        productB.intoArray(products, sumAt + L);
        productC.intoArray(products, sumAt + 2 * L);
        productD.intoArray(products, sumAt + 3 * L);
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
        FloatVector meanC = FloatVector.fromArray(S, mean, at + 2 * L);
        FloatVector meanD = FloatVector.fromArray(S, mean, at + 3 * L);
        FloatVector scaleA = FloatVector.fromArray(S, scale, at);
        FloatVector scaleB = FloatVector.fromArray(S, scale, at + L);
        FloatVector scaleC = FloatVector.fromArray(S, scale, at + 2 * L);
        FloatVector scaleD = FloatVector.fromArray(S, scale, at + 3 * L);
        FloatVector shiftA = FloatVector.fromArray(S, shift, at);
        FloatVector shiftB = FloatVector.fromArray(S, shift, at + L);
        FloatVector shiftC = FloatVector.fromArray(S, shift, at + 2 * L);
        FloatVector shiftD = FloatVector.fromArray(S, shift, at + 3 * L);
        FloatVector sumA = FloatVector.zero(S);
        FloatVector sumB = FloatVector.zero(S);
        FloatVector sumC = FloatVector.zero(S);
        FloatVector sumD = FloatVector.zero(S);
        FloatVector productA = FloatVector.zero(S);
        FloatVector productB = FloatVector.zero(S);
        FloatVector productC = FloatVector.zero(S);
        FloatVector productD = FloatVector.zero(S);
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
            FloatVector c = FloatVector.fromArray(S, x, xAt + i + 2 * L).sub(meanC);
            FloatVector gC = zero.blend(
                    FloatVector.fromArray(S, dy, dyAt + i + 2 * L),
                    c.fma(scaleC, shiftC).compare(VectorOperators.GT, zero));
            sumC = sumC.add(gC);
            productC = c.fma(gC, productC);
            FloatVector d = FloatVector.fromArray(S, x, xAt + i + 3 * L).sub(meanD);
            FloatVector gD = zero.blend(
                    FloatVector.fromArray(S, dy, dyAt + i + 3 * L),
                    d.fma(scaleD, shiftD).compare(VectorOperators.GT, zero));
            sumD = sumD.add(gD);
            productD = d.fma(gD, productD);
        }
        sumA.intoArray(sum, sumAt);
        sumB.intoArray(sum, sumAt + L);
        sumC.intoArray(sum, sumAt + 2 * L);
        sumD.intoArray(sum, sumAt + 3 * L);
        productA.intoArray(products, sumAt);
        productB.intoArray(products, sumAt + L);
        productC.intoArray(products, sumAt + 2 * L);
        productD.intoArray(products, sumAt + 3 * L);
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
        FloatVector meanC = FloatVector.fromArray(S, mean, at + 2 * L);
        FloatVector meanD = FloatVector.fromArray(S, mean, at + 3 * L);
        FloatVector dyFactorA = FloatVector.fromArray(S, dyFactor, at);
        FloatVector dyFactorB = FloatVector.fromArray(S, dyFactor, at + L);
        FloatVector dyFactorC = FloatVector.fromArray(S, dyFactor, at + 2 * L);
        FloatVector dyFactorD = FloatVector.fromArray(S, dyFactor, at + 3 * L);
        FloatVector xFactorA = FloatVector.fromArray(S, xFactor, at);
        FloatVector xFactorB = FloatVector.fromArray(S, xFactor, at + L);
        FloatVector xFactorC = FloatVector.fromArray(S, xFactor, at + 2 * L);
        FloatVector xFactorD = FloatVector.fromArray(S, xFactor, at + 3 * L);
        FloatVector constantA = FloatVector.fromArray(S, constant, at);
        FloatVector constantB = FloatVector.fromArray(S, constant, at + L);
        FloatVector constantC = FloatVector.fromArray(S, constant, at + 2 * L);
        FloatVector constantD = FloatVector.fromArray(S, constant, at + 3 * L);
        for (int row = 0; row < rows; row++) {
            int i = row * width;
            FloatVector a = FloatVector.fromArray(S, x, xAt + i).sub(meanA);
            FloatVector gA = FloatVector.fromArray(S, dy, dyAt + i);
            gA.fma(dyFactorA, a.fma(xFactorA, constantA)).intoArray(dx, dxAt + i);
            FloatVector b = FloatVector.fromArray(S, x, xAt + i + L).sub(meanB);
            FloatVector gB = FloatVector.fromArray(S, dy, dyAt + i + L);
            gB.fma(dyFactorB, b.fma(xFactorB, constantB)).intoArray(dx, dxAt + i + L);
            FloatVector c = FloatVector.fromArray(S, x, xAt + i + 2 * L).sub(meanC);
            FloatVector gC = FloatVector.fromArray(S, dy, dyAt + i + 2 * L);
            gC.fma(dyFactorC, c.fma(xFactorC, constantC)).intoArray(dx, dxAt + i + 2 * L);
            FloatVector d = FloatVector.fromArray(S, x, xAt + i + 3 * L).sub(meanD);
            FloatVector gD = FloatVector.fromArray(S, dy, dyAt + i + 3 * L);
            gD.fma(dyFactorD, d.fma(xFactorD, constantD)).intoArray(dx, dxAt + i + 3 * L);
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
        FloatVector meanC = FloatVector.fromArray(S, mean, at + 2 * L);
        FloatVector meanD = FloatVector.fromArray(S, mean, at + 3 * L);
        FloatVector scaleA = FloatVector.fromArray(S, scale, at);
        FloatVector scaleB = FloatVector.fromArray(S, scale, at + L);
        FloatVector scaleC = FloatVector.fromArray(S, scale, at + 2 * L);
        FloatVector scaleD = FloatVector.fromArray(S, scale, at + 3 * L);
        FloatVector shiftA = FloatVector.fromArray(S, shift, at);
        FloatVector shiftB = FloatVector.fromArray(S, shift, at + L);
        FloatVector shiftC = FloatVector.fromArray(S, shift, at + 2 * L);
        FloatVector shiftD = FloatVector.fromArray(S, shift, at + 3 * L);
        FloatVector dyFactorA = FloatVector.fromArray(S, dyFactor, at);
        FloatVector dyFactorB = FloatVector.fromArray(S, dyFactor, at + L);
        FloatVector dyFactorC = FloatVector.fromArray(S, dyFactor, at + 2 * L);
        FloatVector dyFactorD = FloatVector.fromArray(S, dyFactor, at + 3 * L);
        FloatVector xFactorA = FloatVector.fromArray(S, xFactor, at);
        FloatVector xFactorB = FloatVector.fromArray(S, xFactor, at + L);
        FloatVector xFactorC = FloatVector.fromArray(S, xFactor, at + 2 * L);
        FloatVector xFactorD = FloatVector.fromArray(S, xFactor, at + 3 * L);
        FloatVector constantA = FloatVector.fromArray(S, constant, at);
        FloatVector constantB = FloatVector.fromArray(S, constant, at + L);
        FloatVector constantC = FloatVector.fromArray(S, constant, at + 2 * L);
        FloatVector constantD = FloatVector.fromArray(S, constant, at + 3 * L);
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
            FloatVector c = FloatVector.fromArray(S, x, xAt + i + 2 * L).sub(meanC);
            FloatVector gC = zero.blend(
                    FloatVector.fromArray(S, dy, dyAt + i + 2 * L),
                    c.fma(scaleC, shiftC).compare(VectorOperators.GT, zero));
            gC.fma(dyFactorC, c.fma(xFactorC, constantC)).intoArray(dx, dxAt + i + 2 * L);
            FloatVector d = FloatVector.fromArray(S, x, xAt + i + 3 * L).sub(meanD);
            FloatVector gD = zero.blend(
                    FloatVector.fromArray(S, dy, dyAt + i + 3 * L),
                    d.fma(scaleD, shiftD).compare(VectorOperators.GT, zero));
            gD.fma(dyFactorD, d.fma(xFactorD, constantD)).intoArray(dx, dxAt + i + 3 * L);
        }
    }
}
