// Generated. To renew: java kernels-vector/src/test/java/dev/evenkeel/kernels/vector/product/TileSources.java
package dev.evenkeel.kernels.vector.product;

import static jdk.incubator.vector.VectorOperators.LT;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/**
 * Tiles of a gathered run for machines with 32 vector registers, three or four vectors wide.
 * Each method is one flat loop over the depth whose sums live in registers; with {@code sum} the chains go on
 * from what C holds.
 * Rows past the {@code last} repeat it. To finished sums the columns' shift is added, and what is below
 * the floor raised to it: written out for each sum, as C2 inlines no method of our own in methods this long.
 */
final class WideRunTiles {
    private static final VectorSpecies<Float> S = FloatVector.SPECIES_PREFERRED;
    private static final int L = S.length();
    private static final int SHIFT_AT = VectorGatheredProducts.SHIFT_AT;

    private WideRunTiles() {}

    static void sixByFour(
            float[] a,
            int aAt,
            int[] aRows,
            int row,
            int last,
            float[] b,
            int bAt,
            int depth,
            float[] c,
            int cAt,
            int[] cRows,
            int cRow,
            boolean sum,
            float[] shift,
            float floor) {
        int a0 = aAt + aRows[Math.min(row, last)];
        int a1 = aAt + aRows[Math.min(row + 1, last)];
        int a2 = aAt + aRows[Math.min(row + 2, last)];
        int a3 = aAt + aRows[Math.min(row + 3, last)];
        int a4 = aAt + aRows[Math.min(row + 4, last)];
        int a5 = aAt + aRows[Math.min(row + 5, last)];
        int c0 = cAt + cRows[cRow];
        int c1 = cAt + cRows[cRow + 1];
        int c2 = cAt + cRows[cRow + 2];
        int c3 = cAt + cRows[cRow + 3];
        int c4 = cAt + cRows[cRow + 4];
        int c5 = cAt + cRows[cRow + 5];
        float[] start = sum ? c : PanelTiles.ZEROS;
        int keep = sum ? 1 : 0;
        FloatVector s0a = FloatVector.fromArray(S, start, c0 * keep);
        FloatVector s0b = FloatVector.fromArray(S, start, c0 * keep + L);
        FloatVector s0c = FloatVector.fromArray(S, start, c0 * keep + 2 * L);
        FloatVector s0d = FloatVector.fromArray(S, start, c0 * keep + 3 * L);
        FloatVector s1a = FloatVector.fromArray(S, start, c1 * keep);
        FloatVector s1b = FloatVector.fromArray(S, start, c1 * keep + L);
        FloatVector s1c = FloatVector.fromArray(S, start, c1 * keep + 2 * L);
        FloatVector s1d = FloatVector.fromArray(S, start, c1 * keep + 3 * L);
        FloatVector s2a = FloatVector.fromArray(S, start, c2 * keep);
        FloatVector s2b = FloatVector.fromArray(S, start, c2 * keep + L);
        FloatVector s2c = FloatVector.fromArray(S, start, c2 * keep + 2 * L);
        FloatVector s2d = FloatVector.fromArray(S, start, c2 * keep + 3 * L);
        FloatVector s3a = FloatVector.fromArray(S, start, c3 * keep);
        FloatVector s3b = FloatVector.fromArray(S, start, c3 * keep + L);
        FloatVector s3c = FloatVector.fromArray(S, start, c3 * keep + 2 * L);
        FloatVector s3d = FloatVector.fromArray(S, start, c3 * keep + 3 * L);
        FloatVector s4a = FloatVector.fromArray(S, start, c4 * keep);
        FloatVector s4b = FloatVector.fromArray(S, start, c4 * keep + L);
        FloatVector s4c = FloatVector.fromArray(S, start, c4 * keep + 2 * L);
        FloatVector s4d = FloatVector.fromArray(S, start, c4 * keep + 3 * L);
        FloatVector s5a = FloatVector.fromArray(S, start, c5 * keep);
        FloatVector s5b = FloatVector.fromArray(S, start, c5 * keep + L);
        FloatVector s5c = FloatVector.fromArray(S, start, c5 * keep + 2 * L);
        FloatVector s5d = FloatVector.fromArray(S, start, c5 * keep + 3 * L);
        for (int k = 0; k < depth; k++) {
            int at = bAt + k * 4 * L;
            FloatVector ba = FloatVector.fromArray(S, b, at);
            FloatVector bb = FloatVector.fromArray(S, b, at + L);
            FloatVector bc = FloatVector.fromArray(S, b, at + 2 * L);
            FloatVector bd = FloatVector.fromArray(S, b, at + 3 * L);
            FloatVector x = FloatVector.broadcast(S, a[a0 + k]);
            s0a = x.fma(ba, s0a);
            s0b = x.fma(bb, s0b);
            s0c = x.fma(bc, s0c);
            s0d = x.fma(bd, s0d);
            x = FloatVector.broadcast(S, a[a1 + k]);
            s1a = x.fma(ba, s1a);
            s1b = x.fma(bb, s1b);
            s1c = x.fma(bc, s1c);
            s1d = x.fma(bd, s1d);
            x = FloatVector.broadcast(S, a[a2 + k]);
            s2a = x.fma(ba, s2a);
            s2b = x.fma(bb, s2b);
            s2c = x.fma(bc, s2c);
            s2d = x.fma(bd, s2d);
            x = FloatVector.broadcast(S, a[a3 + k]);
            s3a = x.fma(ba, s3a);
            s3b = x.fma(bb, s3b);
            s3c = x.fma(bc, s3c);
            s3d = x.fma(bd, s3d);
            x = FloatVector.broadcast(S, a[a4 + k]);
            s4a = x.fma(ba, s4a);
            s4b = x.fma(bb, s4b);
            s4c = x.fma(bc, s4c);
            s4d = x.fma(bd, s4d);
            x = FloatVector.broadcast(S, a[a5 + k]);
            s5a = x.fma(ba, s5a);
            s5b = x.fma(bb, s5b);
            s5c = x.fma(bc, s5c);
            s5d = x.fma(bd, s5d);
        }
        FloatVector least = FloatVector.broadcast(S, floor);
        FloatVector ta = FloatVector.fromArray(S, shift, SHIFT_AT);
        FloatVector tb = FloatVector.fromArray(S, shift, SHIFT_AT + L);
        FloatVector tc = FloatVector.fromArray(S, shift, SHIFT_AT + 2 * L);
        FloatVector td = FloatVector.fromArray(S, shift, SHIFT_AT + 3 * L);
        s0a = s0a.add(ta);
        s0a.blend(least, s0a.compare(LT, least)).intoArray(c, c0);
        s0b = s0b.add(tb);
        s0b.blend(least, s0b.compare(LT, least)).intoArray(c, c0 + L);
        s0c = s0c.add(tc);
        s0c.blend(least, s0c.compare(LT, least)).intoArray(c, c0 + 2 * L);
        s0d = s0d.add(td);
        s0d.blend(least, s0d.compare(LT, least)).intoArray(c, c0 + 3 * L);
        s1a = s1a.add(ta);
        s1a.blend(least, s1a.compare(LT, least)).intoArray(c, c1);
        s1b = s1b.add(tb);
        s1b.blend(least, s1b.compare(LT, least)).intoArray(c, c1 + L);
        s1c = s1c.add(tc);
        s1c.blend(least, s1c.compare(LT, least)).intoArray(c, c1 + 2 * L);
        s1d = s1d.add(td);
        s1d.blend(least, s1d.compare(LT, least)).intoArray(c, c1 + 3 * L);
        s2a = s2a.add(ta);
        s2a.blend(least, s2a.compare(LT, least)).intoArray(c, c2);
        s2b = s2b.add(tb);
        s2b.blend(least, s2b.compare(LT, least)).intoArray(c, c2 + L);
        s2c = s2c.add(tc);
        s2c.blend(least, s2c.compare(LT, least)).intoArray(c, c2 + 2 * L);
        s2d = s2d.add(td);
        s2d.blend(least, s2d.compare(LT, least)).intoArray(c, c2 + 3 * L);
        s3a = s3a.add(ta);
        s3a.blend(least, s3a.compare(LT, least)).intoArray(c, c3);
        s3b = s3b.add(tb);
        s3b.blend(least, s3b.compare(LT, least)).intoArray(c, c3 + L);
        s3c = s3c.add(tc);
        s3c.blend(least, s3c.compare(LT, least)).intoArray(c, c3 + 2 * L);
        s3d = s3d.add(td);
        s3d.blend(least, s3d.compare(LT, least)).intoArray(c, c3 + 3 * L);
        s4a = s4a.add(ta);
        s4a.blend(least, s4a.compare(LT, least)).intoArray(c, c4);
        s4b = s4b.add(tb);
        s4b.blend(least, s4b.compare(LT, least)).intoArray(c, c4 + L);
        s4c = s4c.add(tc);
        s4c.blend(least, s4c.compare(LT, least)).intoArray(c, c4 + 2 * L);
        s4d = s4d.add(td);
        s4d.blend(least, s4d.compare(LT, least)).intoArray(c, c4 + 3 * L);
        s5a = s5a.add(ta);
        s5a.blend(least, s5a.compare(LT, least)).intoArray(c, c5);
        s5b = s5b.add(tb);
        s5b.blend(least, s5b.compare(LT, least)).intoArray(c, c5 + L);
        s5c = s5c.add(tc);
        s5c.blend(least, s5c.compare(LT, least)).intoArray(c, c5 + 2 * L);
        s5d = s5d.add(td);
        s5d.blend(least, s5d.compare(LT, least)).intoArray(c, c5 + 3 * L);
    }

    static void eightByThree(
            float[] a,
            int aAt,
            int[] aRows,
            int row,
            int last,
            float[] b,
            int bAt,
            int depth,
            float[] c,
            int cAt,
            int[] cRows,
            int cRow,
            boolean sum,
            float[] shift,
            float floor) {
        int a0 = aAt + aRows[Math.min(row, last)];
        int a1 = aAt + aRows[Math.min(row + 1, last)];
        int a2 = aAt + aRows[Math.min(row + 2, last)];
        int a3 = aAt + aRows[Math.min(row + 3, last)];
        int a4 = aAt + aRows[Math.min(row + 4, last)];
        int a5 = aAt + aRows[Math.min(row + 5, last)];
        int a6 = aAt + aRows[Math.min(row + 6, last)];
        int a7 = aAt + aRows[Math.min(row + 7, last)];
        int c0 = cAt + cRows[cRow];
        int c1 = cAt + cRows[cRow + 1];
        int c2 = cAt + cRows[cRow + 2];
        int c3 = cAt + cRows[cRow + 3];
        int c4 = cAt + cRows[cRow + 4];
        int c5 = cAt + cRows[cRow + 5];
        int c6 = cAt + cRows[cRow + 6];
        int c7 = cAt + cRows[cRow + 7];
        float[] start = sum ? c : PanelTiles.ZEROS;
        int keep = sum ? 1 : 0;
        FloatVector s0a = FloatVector.fromArray(S, start, c0 * keep);
        FloatVector s0b = FloatVector.fromArray(S, start, c0 * keep + L);
        FloatVector s0c = FloatVector.fromArray(S, start, c0 * keep + 2 * L);
        FloatVector s1a = FloatVector.fromArray(S, start, c1 * keep);
        FloatVector s1b = FloatVector.fromArray(S, start, c1 * keep + L);
        FloatVector s1c = FloatVector.fromArray(S, start, c1 * keep + 2 * L);
        FloatVector s2a = FloatVector.fromArray(S, start, c2 * keep);
        FloatVector s2b = FloatVector.fromArray(S, start, c2 * keep + L);
        FloatVector s2c = FloatVector.fromArray(S, start, c2 * keep + 2 * L);
        FloatVector s3a = FloatVector.fromArray(S, start, c3 * keep);
        FloatVector s3b = FloatVector.fromArray(S, start, c3 * keep + L);
        FloatVector s3c = FloatVector.fromArray(S, start, c3 * keep + 2 * L);
        FloatVector s4a = FloatVector.fromArray(S, start, c4 * keep);
        FloatVector s4b = FloatVector.fromArray(S, start, c4 * keep + L);
        FloatVector s4c = FloatVector.fromArray(S, start, c4 * keep + 2 * L);
        FloatVector s5a = FloatVector.fromArray(S, start, c5 * keep);
        FloatVector s5b = FloatVector.fromArray(S, start, c5 * keep + L);
        FloatVector s5c = FloatVector.fromArray(S, start, c5 * keep + 2 * L);
        FloatVector s6a = FloatVector.fromArray(S, start, c6 * keep);
        FloatVector s6b = FloatVector.fromArray(S, start, c6 * keep + L);
        FloatVector s6c = FloatVector.fromArray(S, start, c6 * keep + 2 * L);
        FloatVector s7a = FloatVector.fromArray(S, start, c7 * keep);
        FloatVector s7b = FloatVector.fromArray(S, start, c7 * keep + L);
        FloatVector s7c = FloatVector.fromArray(S, start, c7 * keep + 2 * L);
        for (int k = 0; k < depth; k++) {
            int at = bAt + k * 3 * L;
            FloatVector ba = FloatVector.fromArray(S, b, at);
            FloatVector bb = FloatVector.fromArray(S, b, at + L);
            FloatVector bc = FloatVector.fromArray(S, b, at + 2 * L);
            FloatVector x = FloatVector.broadcast(S, a[a0 + k]);
            s0a = x.fma(ba, s0a);
            s0b = x.fma(bb, s0b);
            s0c = x.fma(bc, s0c);
            x = FloatVector.broadcast(S, a[a1 + k]);
            s1a = x.fma(ba, s1a);
            s1b = x.fma(bb, s1b);
            s1c = x.fma(bc, s1c);
            x = FloatVector.broadcast(S, a[a2 + k]);
            s2a = x.fma(ba, s2a);
            s2b = x.fma(bb, s2b);
            s2c = x.fma(bc, s2c);
            x = FloatVector.broadcast(S, a[a3 + k]);
            s3a = x.fma(ba, s3a);
            s3b = x.fma(bb, s3b);
            s3c = x.fma(bc, s3c);
            x = FloatVector.broadcast(S, a[a4 + k]);
            s4a = x.fma(ba, s4a);
            s4b = x.fma(bb, s4b);
            s4c = x.fma(bc, s4c);
            x = FloatVector.broadcast(S, a[a5 + k]);
            s5a = x.fma(ba, s5a);
            s5b = x.fma(bb, s5b);
            s5c = x.fma(bc, s5c);
            x = FloatVector.broadcast(S, a[a6 + k]);
            s6a = x.fma(ba, s6a);
            s6b = x.fma(bb, s6b);
            s6c = x.fma(bc, s6c);
            x = FloatVector.broadcast(S, a[a7 + k]);
            s7a = x.fma(ba, s7a);
            s7b = x.fma(bb, s7b);
            s7c = x.fma(bc, s7c);
        }
        FloatVector least = FloatVector.broadcast(S, floor);
        FloatVector ta = FloatVector.fromArray(S, shift, SHIFT_AT);
        FloatVector tb = FloatVector.fromArray(S, shift, SHIFT_AT + L);
        FloatVector tc = FloatVector.fromArray(S, shift, SHIFT_AT + 2 * L);
        s0a = s0a.add(ta);
        s0a.blend(least, s0a.compare(LT, least)).intoArray(c, c0);
        s0b = s0b.add(tb);
        s0b.blend(least, s0b.compare(LT, least)).intoArray(c, c0 + L);
        s0c = s0c.add(tc);
        s0c.blend(least, s0c.compare(LT, least)).intoArray(c, c0 + 2 * L);
        s1a = s1a.add(ta);
        s1a.blend(least, s1a.compare(LT, least)).intoArray(c, c1);
        s1b = s1b.add(tb);
        s1b.blend(least, s1b.compare(LT, least)).intoArray(c, c1 + L);
        s1c = s1c.add(tc);
        s1c.blend(least, s1c.compare(LT, least)).intoArray(c, c1 + 2 * L);
        s2a = s2a.add(ta);
        s2a.blend(least, s2a.compare(LT, least)).intoArray(c, c2);
        s2b = s2b.add(tb);
        s2b.blend(least, s2b.compare(LT, least)).intoArray(c, c2 + L);
        s2c = s2c.add(tc);
        s2c.blend(least, s2c.compare(LT, least)).intoArray(c, c2 + 2 * L);
        s3a = s3a.add(ta);
        s3a.blend(least, s3a.compare(LT, least)).intoArray(c, c3);
        s3b = s3b.add(tb);
        s3b.blend(least, s3b.compare(LT, least)).intoArray(c, c3 + L);
        s3c = s3c.add(tc);
        s3c.blend(least, s3c.compare(LT, least)).intoArray(c, c3 + 2 * L);
        s4a = s4a.add(ta);
        s4a.blend(least, s4a.compare(LT, least)).intoArray(c, c4);
        s4b = s4b.add(tb);
        s4b.blend(least, s4b.compare(LT, least)).intoArray(c, c4 + L);
        s4c = s4c.add(tc);
        s4c.blend(least, s4c.compare(LT, least)).intoArray(c, c4 + 2 * L);
        s5a = s5a.add(ta);
        s5a.blend(least, s5a.compare(LT, least)).intoArray(c, c5);
        s5b = s5b.add(tb);
        s5b.blend(least, s5b.compare(LT, least)).intoArray(c, c5 + L);
        s5c = s5c.add(tc);
        s5c.blend(least, s5c.compare(LT, least)).intoArray(c, c5 + 2 * L);
        s6a = s6a.add(ta);
        s6a.blend(least, s6a.compare(LT, least)).intoArray(c, c6);
        s6b = s6b.add(tb);
        s6b.blend(least, s6b.compare(LT, least)).intoArray(c, c6 + L);
        s6c = s6c.add(tc);
        s6c.blend(least, s6c.compare(LT, least)).intoArray(c, c6 + 2 * L);
        s7a = s7a.add(ta);
        s7a.blend(least, s7a.compare(LT, least)).intoArray(c, c7);
        s7b = s7b.add(tb);
        s7b.blend(least, s7b.compare(LT, least)).intoArray(c, c7 + L);
        s7c = s7c.add(tc);
        s7c.blend(least, s7c.compare(LT, least)).intoArray(c, c7 + 2 * L);
    }
}
