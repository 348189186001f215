package dev.evenkeel.kernels.vector.product;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/**
 * Tiles of the matrix product four vectors wide, for machines with 32 vector registers. Each method is one flat loop
 * over the depth whose sums live in registers; with {@code sum} the chains go on from what C holds.
 */
final class FourVectorTiles {
    private static final VectorSpecies<Float> S = FloatVector.SPECIES_PREFERRED;
    private static final int L = S.length();
    private static final int PANEL = 4 * L;

    private FourVectorTiles() {}

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
        FloatVector s02 = FloatVector.fromArray(S, start, cAt * keep + 2 * L);
        FloatVector s03 = FloatVector.fromArray(S, start, cAt * keep + 3 * L);
        FloatVector s10 = FloatVector.fromArray(S, start, c1 * keep);
        FloatVector s11 = FloatVector.fromArray(S, start, c1 * keep + L);
        FloatVector s12 = FloatVector.fromArray(S, start, c1 * keep + 2 * L);
        FloatVector s13 = FloatVector.fromArray(S, start, c1 * keep + 3 * L);
        FloatVector s20 = FloatVector.fromArray(S, start, c2 * keep);
        FloatVector s21 = FloatVector.fromArray(S, start, c2 * keep + L);
        FloatVector s22 = FloatVector.fromArray(S, start, c2 * keep + 2 * L);
        FloatVector s23 = FloatVector.fromArray(S, start, c2 * keep + 3 * L);
        FloatVector s30 = FloatVector.fromArray(S, start, c3 * keep);
        FloatVector s31 = FloatVector.fromArray(S, start, c3 * keep + L);
        FloatVector s32 = FloatVector.fromArray(S, start, c3 * keep + 2 * L);
        FloatVector s33 = FloatVector.fromArray(S, start, c3 * keep + 3 * L);
        FloatVector s40 = FloatVector.fromArray(S, start, c4 * keep);
        FloatVector s41 = FloatVector.fromArray(S, start, c4 * keep + L);
        FloatVector s42 = FloatVector.fromArray(S, start, c4 * keep + 2 * L);
        FloatVector s43 = FloatVector.fromArray(S, start, c4 * keep + 3 * L);
        FloatVector s50 = FloatVector.fromArray(S, start, c5 * keep);
        FloatVector s51 = FloatVector.fromArray(S, start, c5 * keep + L);
        FloatVector s52 = FloatVector.fromArray(S, start, c5 * keep + 2 * L);
        FloatVector s53 = FloatVector.fromArray(S, start, c5 * keep + 3 * L);
        for (int k = 0; k < depth; k++) {
            int at = packedAt + k * PANEL;
            int from = aAt + k * 6;
            FloatVector b0 = FloatVector.fromArray(S, packed, at);
            FloatVector b1 = FloatVector.fromArray(S, packed, at + L);
            FloatVector b2 = FloatVector.fromArray(S, packed, at + 2 * L);
            FloatVector b3 = FloatVector.fromArray(S, packed, at + 3 * L);
            FloatVector x = FloatVector.broadcast(S, a[from]);
            s00 = x.fma(b0, s00);
            s01 = x.fma(b1, s01);
            s02 = x.fma(b2, s02);
            s03 = x.fma(b3, s03);
            x = FloatVector.broadcast(S, a[from + 1]);
            s10 = x.fma(b0, s10);
            s11 = x.fma(b1, s11);
            s12 = x.fma(b2, s12);
            s13 = x.fma(b3, s13);
            x = FloatVector.broadcast(S, a[from + 2]);
            s20 = x.fma(b0, s20);
            s21 = x.fma(b1, s21);
            s22 = x.fma(b2, s22);
            s23 = x.fma(b3, s23);
            x = FloatVector.broadcast(S, a[from + 3]);
            s30 = x.fma(b0, s30);
            s31 = x.fma(b1, s31);
            s32 = x.fma(b2, s32);
            s33 = x.fma(b3, s33);
            x = FloatVector.broadcast(S, a[from + 4]);
            s40 = x.fma(b0, s40);
            s41 = x.fma(b1, s41);
            s42 = x.fma(b2, s42);
            s43 = x.fma(b3, s43);
            x = FloatVector.broadcast(S, a[from + 5]);
            s50 = x.fma(b0, s50);
            s51 = x.fma(b1, s51);
            s52 = x.fma(b2, s52);
            s53 = x.fma(b3, s53);
        }
        s00.intoArray(c, cAt);
        s01.intoArray(c, cAt + L);
        s02.intoArray(c, cAt + 2 * L);
        s03.intoArray(c, cAt + 3 * L);
        s10.intoArray(c, c1);
        s11.intoArray(c, c1 + L);
        s12.intoArray(c, c1 + 2 * L);
        s13.intoArray(c, c1 + 3 * L);
        s20.intoArray(c, c2);
        s21.intoArray(c, c2 + L);
        s22.intoArray(c, c2 + 2 * L);
        s23.intoArray(c, c2 + 3 * L);
        s30.intoArray(c, c3);
        s31.intoArray(c, c3 + L);
        s32.intoArray(c, c3 + 2 * L);
        s33.intoArray(c, c3 + 3 * L);
        s40.intoArray(c, c4);
        s41.intoArray(c, c4 + L);
        s42.intoArray(c, c4 + 2 * L);
        s43.intoArray(c, c4 + 3 * L);
        s50.intoArray(c, c5);
        s51.intoArray(c, c5 + L);
        s52.intoArray(c, c5 + 2 * L);
        s53.intoArray(c, c5 + 3 * L);
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
        FloatVector s02 = FloatVector.fromArray(S, start, cAt * keep + 2 * L);
        FloatVector s03 = FloatVector.fromArray(S, start, cAt * keep + 3 * L);
        FloatVector s10 = FloatVector.fromArray(S, start, c1 * keep);
        FloatVector s11 = FloatVector.fromArray(S, start, c1 * keep + L);
        FloatVector s12 = FloatVector.fromArray(S, start, c1 * keep + 2 * L);
        FloatVector s13 = FloatVector.fromArray(S, start, c1 * keep + 3 * L);
        FloatVector s20 = FloatVector.fromArray(S, start, c2 * keep);
        FloatVector s21 = FloatVector.fromArray(S, start, c2 * keep + L);
        FloatVector s22 = FloatVector.fromArray(S, start, c2 * keep + 2 * L);
        FloatVector s23 = FloatVector.fromArray(S, start, c2 * keep + 3 * L);
        FloatVector s30 = FloatVector.fromArray(S, start, c3 * keep);
        FloatVector s31 = FloatVector.fromArray(S, start, c3 * keep + L);
        FloatVector s32 = FloatVector.fromArray(S, start, c3 * keep + 2 * L);
        FloatVector s33 = FloatVector.fromArray(S, start, c3 * keep + 3 * L);
        FloatVector s40 = FloatVector.fromArray(S, start, c4 * keep);
        FloatVector s41 = FloatVector.fromArray(S, start, c4 * keep + L);
        FloatVector s42 = FloatVector.fromArray(S, start, c4 * keep + 2 * L);
        FloatVector s43 = FloatVector.fromArray(S, start, c4 * keep + 3 * L);
        FloatVector s50 = FloatVector.fromArray(S, start, c5 * keep);
        FloatVector s51 = FloatVector.fromArray(S, start, c5 * keep + L);
        FloatVector s52 = FloatVector.fromArray(S, start, c5 * keep + 2 * L);
        FloatVector s53 = FloatVector.fromArray(S, start, c5 * keep + 3 * L);
        int a1 = aAt + aRowStride;
        int a2 = a1 + aRowStride;
        int a3 = a2 + aRowStride;
        int a4 = a3 + aRowStride;
        int a5 = a4 + aRowStride;
        for (int k = 0; k < depth; k++) {
            int at = packedAt + k * PANEL;
            FloatVector b0 = FloatVector.fromArray(S, packed, at);
            FloatVector b1 = FloatVector.fromArray(S, packed, at + L);
            FloatVector b2 = FloatVector.fromArray(S, packed, at + 2 * L);
            FloatVector b3 = FloatVector.fromArray(S, packed, at + 3 * L);
            FloatVector x = FloatVector.broadcast(S, a[aAt + k]);
            s00 = x.fma(b0, s00);
            s01 = x.fma(b1, s01);
            s02 = x.fma(b2, s02);
            s03 = x.fma(b3, s03);
            x = FloatVector.broadcast(S, a[a1 + k]);
            s10 = x.fma(b0, s10);
            s11 = x.fma(b1, s11);
            s12 = x.fma(b2, s12);
            s13 = x.fma(b3, s13);
            x = FloatVector.broadcast(S, a[a2 + k]);
            s20 = x.fma(b0, s20);
            s21 = x.fma(b1, s21);
            s22 = x.fma(b2, s22);
            s23 = x.fma(b3, s23);
            x = FloatVector.broadcast(S, a[a3 + k]);
            s30 = x.fma(b0, s30);
            s31 = x.fma(b1, s31);
            s32 = x.fma(b2, s32);
            s33 = x.fma(b3, s33);
            x = FloatVector.broadcast(S, a[a4 + k]);
            s40 = x.fma(b0, s40);
            s41 = x.fma(b1, s41);
            s42 = x.fma(b2, s42);
            s43 = x.fma(b3, s43);
            x = FloatVector.broadcast(S, a[a5 + k]);
            s50 = x.fma(b0, s50);
            s51 = x.fma(b1, s51);
            s52 = x.fma(b2, s52);
            s53 = x.fma(b3, s53);
        }
        s00.intoArray(c, cAt);
        s01.intoArray(c, cAt + L);
        s02.intoArray(c, cAt + 2 * L);
        s03.intoArray(c, cAt + 3 * L);
        s10.intoArray(c, c1);
        s11.intoArray(c, c1 + L);
        s12.intoArray(c, c1 + 2 * L);
        s13.intoArray(c, c1 + 3 * L);
        s20.intoArray(c, c2);
        s21.intoArray(c, c2 + L);
        s22.intoArray(c, c2 + 2 * L);
        s23.intoArray(c, c2 + 3 * L);
        s30.intoArray(c, c3);
        s31.intoArray(c, c3 + L);
        s32.intoArray(c, c3 + 2 * L);
        s33.intoArray(c, c3 + 3 * L);
        s40.intoArray(c, c4);
        s41.intoArray(c, c4 + L);
        s42.intoArray(c, c4 + 2 * L);
        s43.intoArray(c, c4 + 3 * L);
        s50.intoArray(c, c5);
        s51.intoArray(c, c5 + L);
        s52.intoArray(c, c5 + 2 * L);
        s53.intoArray(c, c5 + 3 * L);
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
        FloatVector s02 = FloatVector.fromArray(S, start, cAt * keep + 2 * L);
        FloatVector s03 = FloatVector.fromArray(S, start, cAt * keep + 3 * L);
        FloatVector s10 = FloatVector.fromArray(S, start, c1 * keep);
        FloatVector s11 = FloatVector.fromArray(S, start, c1 * keep + L);
        FloatVector s12 = FloatVector.fromArray(S, start, c1 * keep + 2 * L);
        FloatVector s13 = FloatVector.fromArray(S, start, c1 * keep + 3 * L);
        int a1 = aAt + aRowStride;
        for (int k = 0; k < depth; k++) {
            int at = packedAt + k * PANEL;
            FloatVector b0 = FloatVector.fromArray(S, packed, at);
            FloatVector b1 = FloatVector.fromArray(S, packed, at + L);
            FloatVector b2 = FloatVector.fromArray(S, packed, at + 2 * L);
            FloatVector b3 = FloatVector.fromArray(S, packed, at + 3 * L);
            FloatVector x = FloatVector.broadcast(S, a[aAt + k * aDepthStride]);
            s00 = x.fma(b0, s00);
            s01 = x.fma(b1, s01);
            s02 = x.fma(b2, s02);
            s03 = x.fma(b3, s03);
            x = FloatVector.broadcast(S, a[a1 + k * aDepthStride]);
            s10 = x.fma(b0, s10);
            s11 = x.fma(b1, s11);
            s12 = x.fma(b2, s12);
            s13 = x.fma(b3, s13);
        }
        s00.intoArray(c, cAt);
        s01.intoArray(c, cAt + L);
        s02.intoArray(c, cAt + 2 * L);
        s03.intoArray(c, cAt + 3 * L);
        s10.intoArray(c, c1);
        s11.intoArray(c, c1 + L);
        s12.intoArray(c, c1 + 2 * L);
        s13.intoArray(c, c1 + 3 * L);
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
        FloatVector s02 = FloatVector.fromArray(S, start, cAt * keep + 2 * L);
        FloatVector s03 = FloatVector.fromArray(S, start, cAt * keep + 3 * L);
        for (int k = 0; k < depth; k++) {
            int at = packedAt + k * PANEL;
            FloatVector b0 = FloatVector.fromArray(S, packed, at);
            FloatVector b1 = FloatVector.fromArray(S, packed, at + L);
            FloatVector b2 = FloatVector.fromArray(S, packed, at + 2 * L);
            FloatVector b3 = FloatVector.fromArray(S, packed, at + 3 * L);
            FloatVector x = FloatVector.broadcast(S, a[aAt + k * aDepthStride]);
            s00 = x.fma(b0, s00);
            s01 = x.fma(b1, s01);
            s02 = x.fma(b2, s02);
            s03 = x.fma(b3, s03);
        }
        s00.intoArray(c, cAt);
        s01.intoArray(c, cAt + L);
        s02.intoArray(c, cAt + 2 * L);
        s03.intoArray(c, cAt + 3 * L);
    }
}
