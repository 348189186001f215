// Generated. To renew: java kernels-vector/src/test/java/dev/evenkeel/kernels/vector/product/TileSources.java
package dev.evenkeel.kernels.vector.product;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/**
 * Tiles of a sum of outer products, of matrices that lie register by register of columns.
 * Each method is one flat loop over the depth whose sums live in registers, and adds them to C.
 */
final class OuterTiles {
    private static final VectorSpecies<Float> S = FloatVector.SPECIES_PREFERRED;
    private static final int L = S.length();

    private OuterTiles() {}

    /** Adds what 4 columns of A give with columns of B, in registers: 4. */
    static void fourByFour(
            float[] a,
            int a0,
            float[] packed,
            int packedAt,
            int registerStride,
            int depth,
            float[] c,
            int c0,
            int cRowStride) {
        int c1 = c0 + cRowStride;
        int c2 = c1 + cRowStride;
        int c3 = c2 + cRowStride;
        int atb = packedAt + registerStride;
        int atc = packedAt + 2 * registerStride;
        int atd = packedAt + 3 * registerStride;
        FloatVector s0a = FloatVector.fromArray(S, c, c0);
        FloatVector s0b = FloatVector.fromArray(S, c, c0 + L);
        FloatVector s0c = FloatVector.fromArray(S, c, c0 + 2 * L);
        FloatVector s0d = FloatVector.fromArray(S, c, c0 + 3 * L);
        FloatVector s1a = FloatVector.fromArray(S, c, c1);
        FloatVector s1b = FloatVector.fromArray(S, c, c1 + L);
        FloatVector s1c = FloatVector.fromArray(S, c, c1 + 2 * L);
        FloatVector s1d = FloatVector.fromArray(S, c, c1 + 3 * L);
        FloatVector s2a = FloatVector.fromArray(S, c, c2);
        FloatVector s2b = FloatVector.fromArray(S, c, c2 + L);
        FloatVector s2c = FloatVector.fromArray(S, c, c2 + 2 * L);
        FloatVector s2d = FloatVector.fromArray(S, c, c2 + 3 * L);
        FloatVector s3a = FloatVector.fromArray(S, c, c3);
        FloatVector s3b = FloatVector.fromArray(S, c, c3 + L);
        FloatVector s3c = FloatVector.fromArray(S, c, c3 + 2 * L);
        FloatVector s3d = FloatVector.fromArray(S, c, c3 + 3 * L);
        for (int k = 0; k < depth; k++) {
            int from = a0 + k * L;
            FloatVector ba = FloatVector.fromArray(S, packed, packedAt + k * L);
            FloatVector bb = FloatVector.fromArray(S, packed, atb + k * L);
            FloatVector bc = FloatVector.fromArray(S, packed, atc + k * L);
            FloatVector bd = FloatVector.fromArray(S, packed, atd + k * L);
            FloatVector x = FloatVector.broadcast(S, a[from]);
            s0a = x.fma(ba, s0a);
            s0b = x.fma(bb, s0b);
            s0c = x.fma(bc, s0c);
            s0d = x.fma(bd, s0d);
            x = FloatVector.broadcast(S, a[from + 1]);
            s1a = x.fma(ba, s1a);
            s1b = x.fma(bb, s1b);
            s1c = x.fma(bc, s1c);
            s1d = x.fma(bd, s1d);
            x = FloatVector.broadcast(S, a[from + 2]);
            s2a = x.fma(ba, s2a);
            s2b = x.fma(bb, s2b);
            s2c = x.fma(bc, s2c);
            s2d = x.fma(bd, s2d);
            x = FloatVector.broadcast(S, a[from + 3]);
            s3a = x.fma(ba, s3a);
            s3b = x.fma(bb, s3b);
            s3c = x.fma(bc, s3c);
            s3d = x.fma(bd, s3d);
        }
        s0a.intoArray(c, c0);
        s0b.intoArray(c, c0 + L);
        s0c.intoArray(c, c0 + 2 * L);
        s0d.intoArray(c, c0 + 3 * L);
        s1a.intoArray(c, c1);
        s1b.intoArray(c, c1 + L);
        s1c.intoArray(c, c1 + 2 * L);
        s1d.intoArray(c, c1 + 3 * L);
        s2a.intoArray(c, c2);
        s2b.intoArray(c, c2 + L);
        s2c.intoArray(c, c2 + 2 * L);
        s2d.intoArray(c, c2 + 3 * L);
        s3a.intoArray(c, c3);
        s3b.intoArray(c, c3 + L);
        s3c.intoArray(c, c3 + 2 * L);
        s3d.intoArray(c, c3 + 3 * L);
    }

    /** Adds what 4 columns of A give with columns of B, in registers: 2. */
    static void fourByTwo(
            float[] a,
            int a0,
            float[] packed,
            int packedAt,
            int registerStride,
            int depth,
            float[] c,
            int c0,
            int cRowStride) {
        int c1 = c0 + cRowStride;
        int c2 = c1 + cRowStride;
        int c3 = c2 + cRowStride;
        int atb = packedAt + registerStride;
        FloatVector s0a = FloatVector.fromArray(S, c, c0);
        FloatVector s0b = FloatVector.fromArray(S, c, c0 + L);
        FloatVector s1a = FloatVector.fromArray(S, c, c1);
        FloatVector s1b = FloatVector.fromArray(S, c, c1 + L);
        FloatVector s2a = FloatVector.fromArray(S, c, c2);
        FloatVector s2b = FloatVector.fromArray(S, c, c2 + L);
        FloatVector s3a = FloatVector.fromArray(S, c, c3);
        FloatVector s3b = FloatVector.fromArray(S, c, c3 + L);
        for (int k = 0; k < depth; k++) {
            int from = a0 + k * L;
            FloatVector ba = FloatVector.fromArray(S, packed, packedAt + k * L);
            FloatVector bb = FloatVector.fromArray(S, packed, atb + k * L);
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

    /** Adds what 4 columns of A give with columns of B, in registers: 1. */
    static void fourByOne(
            float[] a,
            int a0,
            float[] packed,
            int packedAt,
            int registerStride,
            int depth,
            float[] c,
            int c0,
            int cRowStride) {
        int c1 = c0 + cRowStride;
        int c2 = c1 + cRowStride;
        int c3 = c2 + cRowStride;
        FloatVector s0a = FloatVector.fromArray(S, c, c0);
        FloatVector s1a = FloatVector.fromArray(S, c, c1);
        FloatVector s2a = FloatVector.fromArray(S, c, c2);
        FloatVector s3a = FloatVector.fromArray(S, c, c3);
        for (int k = 0; k < depth; k++) {
            int from = a0 + k * L;
            FloatVector ba = FloatVector.fromArray(S, packed, packedAt + k * L);
            FloatVector x = FloatVector.broadcast(S, a[from]);
            s0a = x.fma(ba, s0a);
            x = FloatVector.broadcast(S, a[from + 1]);
            s1a = x.fma(ba, s1a);
            x = FloatVector.broadcast(S, a[from + 2]);
            s2a = x.fma(ba, s2a);
            x = FloatVector.broadcast(S, a[from + 3]);
            s3a = x.fma(ba, s3a);
        }
        s0a.intoArray(c, c0);
        s1a.intoArray(c, c1);
        s2a.intoArray(c, c2);
        s3a.intoArray(c, c3);
    }
}
