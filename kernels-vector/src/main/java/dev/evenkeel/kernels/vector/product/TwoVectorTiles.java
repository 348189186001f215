// Generated. To renew: java kernels-vector/src/test/java/dev/evenkeel/kernels/vector/product/TileSources.java
package dev.evenkeel.kernels.vector.product;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/**
 * Tiles of the matrix product two vectors wide, for machines with 16 vector registers.
 * Each method is one flat loop over the depth whose sums live in registers; with {@code sum} the chains go on
 * from what C holds.
 */
final class TwoVectorTiles {
    private static final VectorSpecies<Float> S = FloatVector.SPECIES_PREFERRED;
    private static final int L = S.length();
    private static final int PANEL = 2 * L;

    private TwoVectorTiles() {}

    /**
     * Rows of an A packed by columns of 4: one address serves them all, which leaves the ports to
     * arithmetic.
     */
    static void fourPacked(
            float[] a,
            int a0,
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
        float[] start = sum ? c : PanelTiles.ZEROS;
        int keep = sum ? 1 : 0;
        FloatVector s0a = FloatVector.fromArray(S, start, c0 * keep);
        FloatVector s0b = FloatVector.fromArray(S, start, c0 * keep + L);
        FloatVector s1a = FloatVector.fromArray(S, start, c1 * keep);
        FloatVector s1b = FloatVector.fromArray(S, start, c1 * keep + L);
        FloatVector s2a = FloatVector.fromArray(S, start, c2 * keep);
        FloatVector s2b = FloatVector.fromArray(S, start, c2 * keep + L);
        FloatVector s3a = FloatVector.fromArray(S, start, c3 * keep);
        FloatVector s3b = FloatVector.fromArray(S, start, c3 * keep + L);
        for (int k = 0; k < depth; k++) {
            int at = packedAt + k * PANEL;
            int from = a0 + k * 4;
            FloatVector ba = FloatVector.fromArray(S, packed, at);
            FloatVector bb = FloatVector.fromArray(S, packed, at + L);
            FloatVector x = FloatVector.broadcast(S, a[from]);
            s0a = x.fma(ba, s0a);
            s0b = x.fma(bb, s0b);
            x = FloatVector.broadcast(S, a[from + 1]);
            s1a = x.fma(ba, s1a);
            s1b = x.fma(bb, s1b);
            x = FloatVector.broadcast(S, a[from + 2]);
            s2a = x.fma(ba, s2a);
            s2b = x.fma(bb, s2b);
            x = FloatVector.broadcast(S, a[from + 3]);
            s3a = x.fma(ba, s3a);
            s3b = x.fma(bb, s3b);
        }
        s0a.intoArray(c, c0);
        s0b.intoArray(c, c0 + L);
        s1a.intoArray(c, c1);
        s1b.intoArray(c, c1 + L);
        s2a.intoArray(c, c2);
        s2b.intoArray(c, c2 + L);
        s3a.intoArray(c, c3);
        s3b.intoArray(c, c3 + L);
    }

    /** Rows of an A that are contiguous. */
    static void six(
            float[] a,
            int a0,
            int aRowStride,
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
        float[] start = sum ? c : PanelTiles.ZEROS;
        int keep = sum ? 1 : 0;
        FloatVector s0a = FloatVector.fromArray(S, start, c0 * keep);
        FloatVector s0b = FloatVector.fromArray(S, start, c0 * keep + L);
        FloatVector s1a = FloatVector.fromArray(S, start, c1 * keep);
        FloatVector s1b = FloatVector.fromArray(S, start, c1 * keep + L);
        FloatVector s2a = FloatVector.fromArray(S, start, c2 * keep);
        FloatVector s2b = FloatVector.fromArray(S, start, c2 * keep + L);
        FloatVector s3a = FloatVector.fromArray(S, start, c3 * keep);
        FloatVector s3b = FloatVector.fromArray(S, start, c3 * keep + L);
        FloatVector s4a = FloatVector.fromArray(S, start, c4 * keep);
        FloatVector s4b = FloatVector.fromArray(S, start, c4 * keep + L);
        FloatVector s5a = FloatVector.fromArray(S, start, c5 * keep);
        FloatVector s5b = FloatVector.fromArray(S, start, c5 * keep + L);
        int a1 = a0 + aRowStride;
        int a2 = a1 + aRowStride;
        int a3 = a2 + aRowStride;
        int a4 = a3 + aRowStride;
        int a5 = a4 + aRowStride;
        for (int k = 0; k < depth; k++) {
            int at = packedAt + k * PANEL;
            FloatVector ba = FloatVector.fromArray(S, packed, at);
            FloatVector bb = FloatVector.fromArray(S, packed, at + L);
            FloatVector x = FloatVector.broadcast(S, a[a0 + k]);
            s0a = x.fma(ba, s0a);
            s0b = x.fma(bb, s0b);
            x = FloatVector.broadcast(S, a[a1 + k]);
            s1a = x.fma(ba, s1a);
            s1b = x.fma(bb, s1b);
            x = FloatVector.broadcast(S, a[a2 + k]);
            s2a = x.fma(ba, s2a);
            s2b = x.fma(bb, s2b);
            x = FloatVector.broadcast(S, a[a3 + k]);
            s3a = x.fma(ba, s3a);
            s3b = x.fma(bb, s3b);
            x = FloatVector.broadcast(S, a[a4 + k]);
            s4a = x.fma(ba, s4a);
            s4b = x.fma(bb, s4b);
            x = FloatVector.broadcast(S, a[a5 + k]);
            s5a = x.fma(ba, s5a);
            s5b = x.fma(bb, s5b);
        }
        s0a.intoArray(c, c0);
        s0b.intoArray(c, c0 + L);
        s1a.intoArray(c, c1);
        s1b.intoArray(c, c1 + L);
        s2a.intoArray(c, c2);
        s2b.intoArray(c, c2 + L);
        s3a.intoArray(c, c3);
        s3b.intoArray(c, c3 + L);
        s4a.intoArray(c, c4);
        s4b.intoArray(c, c4 + L);
        s5a.intoArray(c, c5);
        s5b.intoArray(c, c5 + L);
    }

    /** Rows of an A that are contiguous. */
    static void four(
            float[] a,
            int a0,
            int aRowStride,
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
        float[] start = sum ? c : PanelTiles.ZEROS;
        int keep = sum ? 1 : 0;
        FloatVector s0a = FloatVector.fromArray(S, start, c0 * keep);
        FloatVector s0b = FloatVector.fromArray(S, start, c0 * keep + L);
        FloatVector s1a = FloatVector.fromArray(S, start, c1 * keep);
        FloatVector s1b = FloatVector.fromArray(S, start, c1 * keep + L);
        FloatVector s2a = FloatVector.fromArray(S, start, c2 * keep);
        FloatVector s2b = FloatVector.fromArray(S, start, c2 * keep + L);
        FloatVector s3a = FloatVector.fromArray(S, start, c3 * keep);
        FloatVector s3b = FloatVector.fromArray(S, start, c3 * keep + L);
        int a1 = a0 + aRowStride;
        int a2 = a1 + aRowStride;
        int a3 = a2 + aRowStride;
        for (int k = 0; k < depth; k++) {
            int at = packedAt + k * PANEL;
            FloatVector ba = FloatVector.fromArray(S, packed, at);
            FloatVector bb = FloatVector.fromArray(S, packed, at + L);
            FloatVector x = FloatVector.broadcast(S, a[a0 + k]);
            s0a = x.fma(ba, s0a);
            s0b = x.fma(bb, s0b);
            x = FloatVector.broadcast(S, a[a1 + k]);
            s1a = x.fma(ba, s1a);
            s1b = x.fma(bb, s1b);
            x = FloatVector.broadcast(S, a[a2 + k]);
            s2a = x.fma(ba, s2a);
            s2b = x.fma(bb, s2b);
            x = FloatVector.broadcast(S, a[a3 + k]);
            s3a = x.fma(ba, s3a);
            s3b = x.fma(bb, s3b);
        }
        s0a.intoArray(c, c0);
        s0b.intoArray(c, c0 + L);
        s1a.intoArray(c, c1);
        s1b.intoArray(c, c1 + L);
        s2a.intoArray(c, c2);
        s2b.intoArray(c, c2 + L);
        s3a.intoArray(c, c3);
        s3b.intoArray(c, c3 + L);
    }

    static void two(
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
        float[] start = sum ? c : PanelTiles.ZEROS;
        int keep = sum ? 1 : 0;
        FloatVector s0a = FloatVector.fromArray(S, start, c0 * keep);
        FloatVector s0b = FloatVector.fromArray(S, start, c0 * keep + L);
        FloatVector s1a = FloatVector.fromArray(S, start, c1 * keep);
        FloatVector s1b = FloatVector.fromArray(S, start, c1 * keep + L);
        int a1 = a0 + aRowStride;
        for (int k = 0; k < depth; k++) {
            int at = packedAt + k * PANEL;
            FloatVector ba = FloatVector.fromArray(S, packed, at);
            FloatVector bb = FloatVector.fromArray(S, packed, at + L);
            FloatVector x = FloatVector.broadcast(S, a[a0 + k * aDepthStride]);
            s0a = x.fma(ba, s0a);
            s0b = x.fma(bb, s0b);
            x = FloatVector.broadcast(S, a[a1 + k * aDepthStride]);
            s1a = x.fma(ba, s1a);
            s1b = x.fma(bb, s1b);
        }
        s0a.intoArray(c, c0);
        s0b.intoArray(c, c0 + L);
        s1a.intoArray(c, c1);
        s1b.intoArray(c, c1 + L);
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
        float[] start = sum ? c : PanelTiles.ZEROS;
        int keep = sum ? 1 : 0;
        FloatVector s0a = FloatVector.fromArray(S, start, c0 * keep);
        FloatVector s0b = FloatVector.fromArray(S, start, c0 * keep + L);
        for (int k = 0; k < depth; k++) {
            int at = packedAt + k * PANEL;
            FloatVector ba = FloatVector.fromArray(S, packed, at);
            FloatVector bb = FloatVector.fromArray(S, packed, at + L);
            FloatVector x = FloatVector.broadcast(S, a[a0 + k * aDepthStride]);
            s0a = x.fma(ba, s0a);
            s0b = x.fma(bb, s0b);
        }
        s0a.intoArray(c, c0);
        s0b.intoArray(c, c0 + L);
    }
}
