package dev.evenkeel.kernels.vector.product;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/**
 * Tiles of the matrix product two vectors wide, for machines with 16 vector registers. Each method is one flat loop
 * over the depth whose sums live in registers; with {@code sum} the chains go on from what C holds.
 */
final class TwoVectorTiles {
    private static final VectorSpecies<Float> S = FloatVector.SPECIES_PREFERRED;
    private static final int L = S.length();
    private static final int PANEL = 2 * L;

    private TwoVectorTiles() {}

    /** Six rows of an A packed by columns of six: one address serves them all, which leaves the ports to arithmetic. */
    static void sixPacked(
            float[] a,
            int aAt,
            float[] packed,
            int packedAt,
            int depth,
            float[] c,
            int cAt,
            int cRowStride,
            boolean sum) {
        int c1 = cAt + cRowStride;
        int c2 = c1 + cRowStride;
        int c3 = c2 + cRowStride;
        int c4 = c3 + cRowStride;
        int c5 = c4 + cRowStride;
        float[] start = sum ? c : PanelTiles.ZEROS;
        int keep = sum ? 1 : 0;
        FloatVector s00 = FloatVector.fromArray(S, start, cAt * keep);
        FloatVector s01 = FloatVector.fromArray(S, start, cAt * keep + L);
        FloatVector s10 = FloatVector.fromArray(S, start, c1 * keep);
        FloatVector s11 = FloatVector.fromArray(S, start, c1 * keep + L);
        FloatVector s20 = FloatVector.fromArray(S, start, c2 * keep);
        FloatVector s21 = FloatVector.fromArray(S, start, c2 * keep + L);
        FloatVector s30 = FloatVector.fromArray(S, start, c3 * keep);
        FloatVector s31 = FloatVector.fromArray(S, start, c3 * keep + L);
        FloatVector s40 = FloatVector.fromArray(S, start, c4 * keep);
        FloatVector s41 = FloatVector.fromArray(S, start, c4 * keep + L);
        FloatVector s50 = FloatVector.fromArray(S, start, c5 * keep);
        FloatVector s51 = FloatVector.fromArray(S, start, c5 * keep + L);
        for (int k = 0; k < depth; k++) {
            int at = packedAt + k * PANEL;
            int from = aAt + k * 6;
            FloatVector b0 = FloatVector.fromArray(S, packed, at);
            FloatVector b1 = FloatVector.fromArray(S, packed, at + L);
            FloatVector x = FloatVector.broadcast(S, a[from]);
            s00 = x.fma(b0, s00);
            s01 = x.fma(b1, s01);
            x = FloatVector.broadcast(S, a[from + 1]);
            s10 = x.fma(b0, s10);
            s11 = x.fma(b1, s11);
            x = FloatVector.broadcast(S, a[from + 2]);
            s20 = x.fma(b0, s20);
            s21 = x.fma(b1, s21);
            x = FloatVector.broadcast(S, a[from + 3]);
            s30 = x.fma(b0, s30);
            s31 = x.fma(b1, s31);
            x = FloatVector.broadcast(S, a[from + 4]);
            s40 = x.fma(b0, s40);
            s41 = x.fma(b1, s41);
            x = FloatVector.broadcast(S, a[from + 5]);
            s50 = x.fma(b0, s50);
            s51 = x.fma(b1, s51);
        }
        s00.intoArray(c, cAt);
        s01.intoArray(c, cAt + L);
        s10.intoArray(c, c1);
        s11.intoArray(c, c1 + L);
        s20.intoArray(c, c2);
        s21.intoArray(c, c2 + L);
        s30.intoArray(c, c3);
        s31.intoArray(c, c3 + L);
        s40.intoArray(c, c4);
        s41.intoArray(c, c4 + L);
        s50.intoArray(c, c5);
        s51.intoArray(c, c5 + L);
    }

    /** Six rows of an A whose rows are contiguous. */
    static void six(
            float[] a,
            int aAt,
            int aRowStride,
            float[] packed,
            int packedAt,
            int depth,
            float[] c,
            int cAt,
            int cRowStride,
            boolean sum) {
        int c1 = cAt + cRowStride;
        int c2 = c1 + cRowStride;
        int c3 = c2 + cRowStride;
        int c4 = c3 + cRowStride;
        int c5 = c4 + cRowStride;
        float[] start = sum ? c : PanelTiles.ZEROS;
        int keep = sum ? 1 : 0;
        FloatVector s00 = FloatVector.fromArray(S, start, cAt * keep);
        FloatVector s01 = FloatVector.fromArray(S, start, cAt * keep + L);
        FloatVector s10 = FloatVector.fromArray(S, start, c1 * keep);
        FloatVector s11 = FloatVector.fromArray(S, start, c1 * keep + L);
        FloatVector s20 = FloatVector.fromArray(S, start, c2 * keep);
        FloatVector s21 = FloatVector.fromArray(S, start, c2 * keep + L);
        FloatVector s30 = FloatVector.fromArray(S, start, c3 * keep);
        FloatVector s31 = FloatVector.fromArray(S, start, c3 * keep + L);
        FloatVector s40 = FloatVector.fromArray(S, start, c4 * keep);
        FloatVector s41 = FloatVector.fromArray(S, start, c4 * keep + L);
        FloatVector s50 = FloatVector.fromArray(S, start, c5 * keep);
        FloatVector s51 = FloatVector.fromArray(S, start, c5 * keep + L);
        int a1 = aAt + aRowStride;
        int a2 = a1 + aRowStride;
        int a3 = a2 + aRowStride;
        int a4 = a3 + aRowStride;
        int a5 = a4 + aRowStride;
        for (int k = 0; k < depth; k++) {
            int at = packedAt + k * PANEL;
            FloatVector b0 = FloatVector.fromArray(S, packed, at);
            FloatVector b1 = FloatVector.fromArray(S, packed, at + L);
            FloatVector x = FloatVector.broadcast(S, a[aAt + k]);
            s00 = x.fma(b0, s00);
            s01 = x.fma(b1, s01);
            x = FloatVector.broadcast(S, a[a1 + k]);
            s10 = x.fma(b0, s10);
            s11 = x.fma(b1, s11);
            x = FloatVector.broadcast(S, a[a2 + k]);
            s20 = x.fma(b0, s20);
            s21 = x.fma(b1, s21);
            x = FloatVector.broadcast(S, a[a3 + k]);
            s30 = x.fma(b0, s30);
            s31 = x.fma(b1, s31);
            x = FloatVector.broadcast(S, a[a4 + k]);
            s40 = x.fma(b0, s40);
            s41 = x.fma(b1, s41);
            x = FloatVector.broadcast(S, a[a5 + k]);
            s50 = x.fma(b0, s50);
            s51 = x.fma(b1, s51);
        }
        s00.intoArray(c, cAt);
        s01.intoArray(c, cAt + L);
        s10.intoArray(c, c1);
        s11.intoArray(c, c1 + L);
        s20.intoArray(c, c2);
        s21.intoArray(c, c2 + L);
        s30.intoArray(c, c3);
        s31.intoArray(c, c3 + L);
        s40.intoArray(c, c4);
        s41.intoArray(c, c4 + L);
        s50.intoArray(c, c5);
        s51.intoArray(c, c5 + L);
    }

    static void two(
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
            boolean sum) {
        int c1 = cAt + cRowStride;
        float[] start = sum ? c : PanelTiles.ZEROS;
        int keep = sum ? 1 : 0;
        FloatVector s00 = FloatVector.fromArray(S, start, cAt * keep);
        FloatVector s01 = FloatVector.fromArray(S, start, cAt * keep + L);
        FloatVector s10 = FloatVector.fromArray(S, start, c1 * keep);
        FloatVector s11 = FloatVector.fromArray(S, start, c1 * keep + L);
        int a1 = aAt + aRowStride;
        for (int k = 0; k < depth; k++) {
            int at = packedAt + k * PANEL;
            FloatVector b0 = FloatVector.fromArray(S, packed, at);
            FloatVector b1 = FloatVector.fromArray(S, packed, at + L);
            FloatVector x = FloatVector.broadcast(S, a[aAt + k * aDepthStride]);
            s00 = x.fma(b0, s00);
            s01 = x.fma(b1, s01);
            x = FloatVector.broadcast(S, a[a1 + k * aDepthStride]);
            s10 = x.fma(b0, s10);
            s11 = x.fma(b1, s11);
        }
        s00.intoArray(c, cAt);
        s01.intoArray(c, cAt + L);
        s10.intoArray(c, c1);
        s11.intoArray(c, c1 + L);
    }

    static void one(
            float[] a,
            int aAt,
            int aDepthStride,
            float[] packed,
            int packedAt,
            int depth,
            float[] c,
            int cAt,
            boolean sum) {
        float[] start = sum ? c : PanelTiles.ZEROS;
        int keep = sum ? 1 : 0;
        FloatVector s00 = FloatVector.fromArray(S, start, cAt * keep);
        FloatVector s01 = FloatVector.fromArray(S, start, cAt * keep + L);
        for (int k = 0; k < depth; k++) {
            int at = packedAt + k * PANEL;
            FloatVector b0 = FloatVector.fromArray(S, packed, at);
            FloatVector b1 = FloatVector.fromArray(S, packed, at + L);
            FloatVector x = FloatVector.broadcast(S, a[aAt + k * aDepthStride]);
            s00 = x.fma(b0, s00);
            s01 = x.fma(b1, s01);
        }
        s00.intoArray(c, cAt);
        s01.intoArray(c, cAt + L);
    }
}
