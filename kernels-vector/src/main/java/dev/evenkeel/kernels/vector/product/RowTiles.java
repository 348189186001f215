package dev.evenkeel.kernels.vector.product;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorSpecies;

/** Sums of one row of A with columns of a B that is read as it lies, row after row. */
final class RowTiles {
    private static final VectorSpecies<Float> S = FloatVector.SPECIES_PREFERRED;
    private static final int L = S.length();
    /** Vectors of the wide tile. */
    private static final int WIDE = 8;

    private RowTiles() {}

    /** {@code c[cAt + j] += a * B} of columns {@code j < columns}; {@code b[bAt]} is element (0, 0). */
    static void multiply(
            float[] a,
            int aAt,
            int aStride,
            float[] b,
            int bAt,
            int bStride,
            int depth,
            float[] c,
            int cAt,
            int columns) {
        int j = 0;
        for (; j + WIDE * L <= columns; j += WIDE * L) {
            eight(a, aAt, aStride, b, bAt + j, bStride, depth, c, cAt + j);
        }
        for (; j < columns; j += L) {
            one(a, aAt, aStride, b, bAt + j, bStride, depth, c, cAt + j, columns - j);
        }
    }

    private static void eight(
            float[] a, int aAt, int aStride, float[] b, int bAt, int bStride, int depth, float[] c, int cAt) {
        FloatVector s0 = FloatVector.fromArray(S, c, cAt);
        FloatVector s1 = FloatVector.fromArray(S, c, cAt + L);
        FloatVector s2 = FloatVector.fromArray(S, c, cAt + 2 * L);
        FloatVector s3 = FloatVector.fromArray(S, c, cAt + 3 * L);
        FloatVector s4 = FloatVector.fromArray(S, c, cAt + 4 * L);
        FloatVector s5 = FloatVector.fromArray(S, c, cAt + 5 * L);
        FloatVector s6 = FloatVector.fromArray(S, c, cAt + 6 * L);
        FloatVector s7 = FloatVector.fromArray(S, c, cAt + 7 * L);
        for (int k = 0; k < depth; k++) {
            int at = bAt + k * bStride;
            FloatVector x = FloatVector.broadcast(S, a[aAt + k * aStride]);
            s0 = FloatVector.fromArray(S, b, at).fma(x, s0);
            s1 = FloatVector.fromArray(S, b, at + L).fma(x, s1);
            s2 = FloatVector.fromArray(S, b, at + 2 * L).fma(x, s2);
            s3 = FloatVector.fromArray(S, b, at + 3 * L).fma(x, s3);
            s4 = FloatVector.fromArray(S, b, at + 4 * L).fma(x, s4);
            s5 = FloatVector.fromArray(S, b, at + 5 * L).fma(x, s5);
            s6 = FloatVector.fromArray(S, b, at + 6 * L).fma(x, s6);
            s7 = FloatVector.fromArray(S, b, at + 7 * L).fma(x, s7);
        }
        s0.intoArray(c, cAt);
        s1.intoArray(c, cAt + L);
        s2.intoArray(c, cAt + 2 * L);
        s3.intoArray(c, cAt + 3 * L);
        s4.intoArray(c, cAt + 4 * L);
        s5.intoArray(c, cAt + 5 * L);
        s6.intoArray(c, cAt + 6 * L);
        s7.intoArray(c, cAt + 7 * L);
    }

    private static void one(
            float[] a,
            int aAt,
            int aStride,
            float[] b,
            int bAt,
            int bStride,
            int depth,
            float[] c,
            int cAt,
            int valid) {
        VectorMask<Float> mask = S.indexInRange(0, valid);
        FloatVector s = FloatVector.fromArray(S, c, cAt, mask);
        for (int k = 0; k < depth; k++) {
            s = FloatVector.fromArray(S, b, bAt + k * bStride, mask)
                    .fma(FloatVector.broadcast(S, a[aAt + k * aStride]), s);
        }
        s.intoArray(c, cAt, mask);
    }
}
