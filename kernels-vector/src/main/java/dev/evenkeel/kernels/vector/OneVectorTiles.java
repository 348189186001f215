package dev.evenkeel.kernels.vector;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorSpecies;

/** Tiles of the matrix product one vector wide, for the last panel where columns are left over. */
final class OneVectorTiles {
    private static final VectorSpecies<Float> S = FloatVector.SPECIES_PREFERRED;
    private static final int PANEL = VectorProduct.PANEL_COLUMNS;

    private OneVectorTiles() {}

    /** Six rows of the {@code valid} columns at {@code cAt}. */
    static void six(
            float[] a,
            int aAt,
            int aRowStride,
            int aDepthStride,
            float[] packed,
            int packedAt,
            int depth,
            float[] c,
            int cAt,
            int cRowStride,
            int valid,
            boolean sum) {
        VectorMask<Float> mask = S.indexInRange(0, valid);
        int c1 = cAt + cRowStride;
        int c2 = c1 + cRowStride;
        int c3 = c2 + cRowStride;
        int c4 = c3 + cRowStride;
        int c5 = c4 + cRowStride;
        FloatVector s0 = sum ? FloatVector.fromArray(S, c, cAt, mask) : FloatVector.zero(S);
        FloatVector s1 = sum ? FloatVector.fromArray(S, c, c1, mask) : FloatVector.zero(S);
        FloatVector s2 = sum ? FloatVector.fromArray(S, c, c2, mask) : FloatVector.zero(S);
        FloatVector s3 = sum ? FloatVector.fromArray(S, c, c3, mask) : FloatVector.zero(S);
        FloatVector s4 = sum ? FloatVector.fromArray(S, c, c4, mask) : FloatVector.zero(S);
        FloatVector s5 = sum ? FloatVector.fromArray(S, c, c5, mask) : FloatVector.zero(S);
        int a1 = aAt + aRowStride;
        int a2 = a1 + aRowStride;
        int a3 = a2 + aRowStride;
        int a4 = a3 + aRowStride;
        int a5 = a4 + aRowStride;
        for (int k = 0; k < depth; k++) {
            FloatVector b = FloatVector.fromArray(S, packed, packedAt + k * PANEL);
            s0 = b.fma(FloatVector.broadcast(S, a[aAt + k * aDepthStride]), s0);
            s1 = b.fma(FloatVector.broadcast(S, a[a1 + k * aDepthStride]), s1);
            s2 = b.fma(FloatVector.broadcast(S, a[a2 + k * aDepthStride]), s2);
            s3 = b.fma(FloatVector.broadcast(S, a[a3 + k * aDepthStride]), s3);
            s4 = b.fma(FloatVector.broadcast(S, a[a4 + k * aDepthStride]), s4);
            s5 = b.fma(FloatVector.broadcast(S, a[a5 + k * aDepthStride]), s5);
        }
        s0.intoArray(c, cAt, mask);
        s1.intoArray(c, c1, mask);
        s2.intoArray(c, c2, mask);
        s3.intoArray(c, c3, mask);
        s4.intoArray(c, c4, mask);
        s5.intoArray(c, c5, mask);
    }

    /** One row of the {@code valid} columns at {@code cAt}. */
    static void one(
            float[] a,
            int aAt,
            int aDepthStride,
            float[] packed,
            int packedAt,
            int depth,
            float[] c,
            int cAt,
            int valid,
            boolean sum) {
        VectorMask<Float> mask = S.indexInRange(0, valid);
        FloatVector s = sum ? FloatVector.fromArray(S, c, cAt, mask) : FloatVector.zero(S);
        for (int k = 0; k < depth; k++) {
            FloatVector b = FloatVector.fromArray(S, packed, packedAt + k * PANEL);
            s = b.fma(FloatVector.broadcast(S, a[aAt + k * aDepthStride]), s);
        }
        s.intoArray(c, cAt, mask);
    }
}
