package dev.evenkeel.kernels.vector;

import jdk.incubator.vector.DoubleVector;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/** Sums of products along a row, in double. */
final class VectorRowSums {
    private static final VectorSpecies<Float> S = Lanes.FLOATS;
    private static final int L = Lanes.COUNT;

    private VectorRowSums() {}

    /** {@code sum a * b}, with b from its start. */
    static double products(float[] a, int aAt, float[] b, int length, double[] lanes) {
        DoubleVector lower = DoubleVector.zero(Lanes.DOUBLES);
        DoubleVector upper = lower;
        int bound = Lanes.bound(length);
        for (int j = 0; j < bound; j += L) {
            FloatVector product = FloatVector.fromArray(S, a, aAt + j).mul(FloatVector.fromArray(S, b, j));
            lower = lower.add(Lanes.lower(product));
            upper = upper.add(Lanes.upper(product));
        }
        lower.add(upper).intoArray(lanes, 0);
        double sum = Lanes.sum(lanes);
        for (int j = bound; j < length; j++) {
            sum += a[aAt + j] * b[j];
        }
        return sum;
    }

    /** {@code sum a * b * (x - center)}, with b from its start. */
    static double products(
            float[] a, int aAt, float[] b, float[] x, int xAt, float center, int length, double[] lanes) {
        DoubleVector lower = DoubleVector.zero(Lanes.DOUBLES);
        DoubleVector upper = lower;
        int bound = Lanes.bound(length);
        for (int j = 0; j < bound; j += L) {
            FloatVector product = FloatVector.fromArray(S, a, aAt + j).mul(FloatVector.fromArray(S, b, j));
            FloatVector centred = FloatVector.fromArray(S, x, xAt + j).sub(center);
            lower = Lanes.lower(product).fma(Lanes.lower(centred), lower);
            upper = Lanes.upper(product).fma(Lanes.upper(centred), upper);
        }
        lower.add(upper).intoArray(lanes, 0);
        double sum = Lanes.sum(lanes);
        for (int j = bound; j < length; j++) {
            sum += (double) (a[aAt + j] * b[j]) * (x[xAt + j] - center);
        }
        return sum;
    }
}
