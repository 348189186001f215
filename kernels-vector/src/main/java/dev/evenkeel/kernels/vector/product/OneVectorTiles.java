// Generated. To renew: java kernels-vector/src/test/java/dev/evenkeel/kernels/vector/product/TileSources.java
package dev.evenkeel.kernels.vector.product;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/**
 * Tiles of the matrix product one vector wide, for the last panel where columns are left over.
 * Each method is one flat loop over the depth whose sums live in registers; with {@code sum} the chains go on
 * from what C holds.
 */
final class OneVectorTiles {
    private static final VectorSpecies<Float> S = FloatVector.SPECIES_PREFERRED;
    private static final int PANEL = VectorProducts.PANEL_COLUMNS;

    private OneVectorTiles() {}

    static void six(
            float[] a,
            int a0,
            int aRowStride,
            int aDepthStride,
            float[] packed,
            int packedAt,
            int depth,
            float[] c,
            int c0,
            int cRowStride,
            boolean sum) {
        int c1 = c0 + cRowStride;
        int c2 = c1 + cRowStride;
        int c3 = c2 + cRowStride;
        int c4 = c3 + cRowStride;
        int c5 = c4 + cRowStride;
        FloatVector s0a = sum ? FloatVector.fromArray(S, c, c0) : FloatVector.zero(S);
        FloatVector s1a = sum ? FloatVector.fromArray(S, c, c1) : FloatVector.zero(S);
        FloatVector s2a = sum ? FloatVector.fromArray(S, c, c2) : FloatVector.zero(S);
        FloatVector s3a = sum ? FloatVector.fromArray(S, c, c3) : FloatVector.zero(S);
        FloatVector s4a = sum ? FloatVector.fromArray(S, c, c4) : FloatVector.zero(S);
        FloatVector s5a = sum ? FloatVector.fromArray(S, c, c5) : FloatVector.zero(S);
        int a1 = a0 + aRowStride;
        int a2 = a1 + aRowStride;
        int a3 = a2 + aRowStride;
        int a4 = a3 + aRowStride;
        int a5 = a4 + aRowStride;
        for (int k = 0; k < depth; k++) {
            FloatVector ba = FloatVector.fromArray(S, packed, packedAt + k * PANEL);
            s0a = ba.fma(FloatVector.broadcast(S, a[a0 + k * aDepthStride]), s0a);
            s1a = ba.fma(FloatVector.broadcast(S, a[a1 + k * aDepthStride]), s1a);
            s2a = ba.fma(FloatVector.broadcast(S, a[a2 + k * aDepthStride]), s2a);
            s3a = ba.fma(FloatVector.broadcast(S, a[a3 + k * aDepthStride]), s3a);
            s4a = ba.fma(FloatVector.broadcast(S, a[a4 + k * aDepthStride]), s4a);
            s5a = ba.fma(FloatVector.broadcast(S, a[a5 + k * aDepthStride]), s5a);
        }
        s0a.intoArray(c, c0);
        s1a.intoArray(c, c1);
        s2a.intoArray(c, c2);
        s3a.intoArray(c, c3);
        s4a.intoArray(c, c4);
        s5a.intoArray(c, c5);
    }

    static void four(
            float[] a,
            int a0,
            int aRowStride,
            int aDepthStride,
            float[] packed,
            int packedAt,
            int depth,
            float[] c,
            int c0,
            int cRowStride,
            boolean sum) {
        int c1 = c0 + cRowStride;
        int c2 = c1 + cRowStride;
        int c3 = c2 + cRowStride;
        FloatVector s0a = sum ? FloatVector.fromArray(S, c, c0) : FloatVector.zero(S);
        FloatVector s1a = sum ? FloatVector.fromArray(S, c, c1) : FloatVector.zero(S);
        FloatVector s2a = sum ? FloatVector.fromArray(S, c, c2) : FloatVector.zero(S);
        FloatVector s3a = sum ? FloatVector.fromArray(S, c, c3) : FloatVector.zero(S);
        int a1 = a0 + aRowStride;
        int a2 = a1 + aRowStride;
        int a3 = a2 + aRowStride;
        for (int k = 0; k < depth; k++) {
            FloatVector ba = FloatVector.fromArray(S, packed, packedAt + k * PANEL);
            s0a = ba.fma(FloatVector.broadcast(S, a[a0 + k * aDepthStride]), s0a);
            s1a = ba.fma(FloatVector.broadcast(S, a[a1 + k * aDepthStride]), s1a);
            s2a = ba.fma(FloatVector.broadcast(S, a[a2 + k * aDepthStride]), s2a);
            s3a = ba.fma(FloatVector.broadcast(S, a[a3 + k * aDepthStride]), s3a);
        }
        s0a.intoArray(c, c0);
        s1a.intoArray(c, c1);
        s2a.intoArray(c, c2);
        s3a.intoArray(c, c3);
    }

    static void one(
            float[] a,
            int a0,
            int aDepthStride,
            float[] packed,
            int packedAt,
            int depth,
            float[] c,
            int c0,
            boolean sum) {
        FloatVector s0a = sum ? FloatVector.fromArray(S, c, c0) : FloatVector.zero(S);
        for (int k = 0; k < depth; k++) {
            FloatVector ba = FloatVector.fromArray(S, packed, packedAt + k * PANEL);
            s0a = ba.fma(FloatVector.broadcast(S, a[a0 + k * aDepthStride]), s0a);
        }
        s0a.intoArray(c, c0);
    }
}
