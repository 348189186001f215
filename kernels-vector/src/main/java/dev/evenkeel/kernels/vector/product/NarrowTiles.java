package dev.evenkeel.kernels.vector.product;

import dev.evenkeel.kernel.Products;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/**
 * Tiles of a narrow product, one vector wide: each sum is {@value Products#CHAINS} chains that do not wait for each other. Sums go
 * to the first rows of C, which are a vector long.
 */
final class NarrowTiles {
    static final int ROWS = 3;

    private static final VectorSpecies<Float> S = FloatVector.SPECIES_PREFERRED;
    private static final int L = S.length();

    private NarrowTiles() {}

    /** {@value #ROWS} rows of A. */
    static void three(
            float[] a, int aAt, int aRowStride, int aDepthStride, float[] packed, int packedAt, int depth, float[] c) {
        FloatVector s00 = FloatVector.zero(S);
        FloatVector s01 = FloatVector.zero(S);
        FloatVector s02 = FloatVector.zero(S);
        FloatVector s03 = FloatVector.zero(S);
        FloatVector s10 = FloatVector.zero(S);
        FloatVector s11 = FloatVector.zero(S);
        FloatVector s12 = FloatVector.zero(S);
        FloatVector s13 = FloatVector.zero(S);
        FloatVector s20 = FloatVector.zero(S);
        FloatVector s21 = FloatVector.zero(S);
        FloatVector s22 = FloatVector.zero(S);
        FloatVector s23 = FloatVector.zero(S);
        int a0 = aAt;
        int a1 = aAt + aRowStride;
        int a2 = a1 + aRowStride;
        int at = packedAt;
        int whole = depth & -Products.CHAINS;
        for (int k = 0; k < whole; k += Products.CHAINS) {
            int from = k * aDepthStride;
            FloatVector b = FloatVector.fromArray(S, packed, at);
            s00 = b.fma(FloatVector.broadcast(S, a[a0 + from]), s00);
            s10 = b.fma(FloatVector.broadcast(S, a[a1 + from]), s10);
            s20 = b.fma(FloatVector.broadcast(S, a[a2 + from]), s20);
            from += aDepthStride;
            b = FloatVector.fromArray(S, packed, at + L);
            s01 = b.fma(FloatVector.broadcast(S, a[a0 + from]), s01);
            s11 = b.fma(FloatVector.broadcast(S, a[a1 + from]), s11);
            s21 = b.fma(FloatVector.broadcast(S, a[a2 + from]), s21);
            from += aDepthStride;
            b = FloatVector.fromArray(S, packed, at + 2 * L);
            s02 = b.fma(FloatVector.broadcast(S, a[a0 + from]), s02);
            s12 = b.fma(FloatVector.broadcast(S, a[a1 + from]), s12);
            s22 = b.fma(FloatVector.broadcast(S, a[a2 + from]), s22);
            from += aDepthStride;
            b = FloatVector.fromArray(S, packed, at + 3 * L);
            s03 = b.fma(FloatVector.broadcast(S, a[a0 + from]), s03);
            s13 = b.fma(FloatVector.broadcast(S, a[a1 + from]), s13);
            s23 = b.fma(FloatVector.broadcast(S, a[a2 + from]), s23);
            at += 4 * L;
        }
        FloatVector s0 = s00.add(s01).add(s02.add(s03));
        FloatVector s1 = s10.add(s11).add(s12.add(s13));
        FloatVector s2 = s20.add(s21).add(s22.add(s23));
        for (int k = whole; k < depth; k++) {
            int from = k * aDepthStride;
            FloatVector b = FloatVector.fromArray(S, packed, packedAt + k * L);
            s0 = b.fma(FloatVector.broadcast(S, a[a0 + from]), s0);
            s1 = b.fma(FloatVector.broadcast(S, a[a1 + from]), s1);
            s2 = b.fma(FloatVector.broadcast(S, a[a2 + from]), s2);
        }
        s0.intoArray(c, 0);
        s1.intoArray(c, L);
        s2.intoArray(c, 2 * L);
    }

    static void one(float[] a, int aAt, int aDepthStride, float[] packed, int packedAt, int depth, float[] c) {
        FloatVector s0 = FloatVector.zero(S);
        FloatVector s1 = FloatVector.zero(S);
        FloatVector s2 = FloatVector.zero(S);
        FloatVector s3 = FloatVector.zero(S);
        int at = packedAt;
        int whole = depth & -Products.CHAINS;
        for (int k = 0; k < whole; k += Products.CHAINS) {
            int from = aAt + k * aDepthStride;
            s0 = FloatVector.fromArray(S, packed, at).fma(FloatVector.broadcast(S, a[from]), s0);
            from += aDepthStride;
            s1 = FloatVector.fromArray(S, packed, at + L).fma(FloatVector.broadcast(S, a[from]), s1);
            from += aDepthStride;
            s2 = FloatVector.fromArray(S, packed, at + 2 * L).fma(FloatVector.broadcast(S, a[from]), s2);
            from += aDepthStride;
            s3 = FloatVector.fromArray(S, packed, at + 3 * L).fma(FloatVector.broadcast(S, a[from]), s3);
            at += 4 * L;
        }
        FloatVector s = s0.add(s1).add(s2.add(s3));
        for (int k = whole; k < depth; k++) {
            s = FloatVector.fromArray(S, packed, packedAt + k * L)
                    .fma(FloatVector.broadcast(S, a[aAt + k * aDepthStride]), s);
        }
        s.intoArray(c, 0);
    }
}
