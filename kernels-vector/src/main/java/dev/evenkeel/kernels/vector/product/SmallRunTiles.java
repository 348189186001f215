// Generated. To renew: java kernels-vector/src/test/java/dev/evenkeel/kernels/vector/product/TileSources.java
package dev.evenkeel.kernels.vector.product;

import static jdk.incubator.vector.VectorOperators.LT;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/**
 * Tiles of a gathered run for machines with 16 vector registers.
 * Each method is one flat loop over the depth whose sums live in registers; with {@code sum} the chains go on
 * from what C holds.
 * Rows past the {@code last} repeat it. To finished sums the columns' shift is added, and what is below
 * the floor raised to it: written out for each sum, as C2 inlines no method of our own in methods this long.
 */
final class SmallRunTiles {
    private static final VectorSpecies<Float> S = FloatVector.SPECIES_PREFERRED;
    private static final int L = S.length();
    private static final int SHIFT_AT = VectorGatheredProducts.SHIFT_AT;

    private SmallRunTiles() {}

    static void sixByTwo(
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
        for (int k = 0; k < depth; k++) {
            int at = bAt + k * 2 * L;
            FloatVector ba = FloatVector.fromArray(S, b, at);
            FloatVector bb = FloatVector.fromArray(S, b, at + L);
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
        FloatVector least = FloatVector.broadcast(S, floor);
        FloatVector ta = FloatVector.fromArray(S, shift, SHIFT_AT);
        FloatVector tb = FloatVector.fromArray(S, shift, SHIFT_AT + L);
        s0a = s0a.add(ta);
        s0a.blend(least, s0a.compare(LT, least)).intoArray(c, c0);
        s0b = s0b.add(tb);
        s0b.blend(least, s0b.compare(LT, least)).intoArray(c, c0 + L);
        s1a = s1a.add(ta);
        s1a.blend(least, s1a.compare(LT, least)).intoArray(c, c1);
        s1b = s1b.add(tb);
        s1b.blend(least, s1b.compare(LT, least)).intoArray(c, c1 + L);
        s2a = s2a.add(ta);
        s2a.blend(least, s2a.compare(LT, least)).intoArray(c, c2);
        s2b = s2b.add(tb);
        s2b.blend(least, s2b.compare(LT, least)).intoArray(c, c2 + L);
        s3a = s3a.add(ta);
        s3a.blend(least, s3a.compare(LT, least)).intoArray(c, c3);
        s3b = s3b.add(tb);
        s3b.blend(least, s3b.compare(LT, least)).intoArray(c, c3 + L);
        s4a = s4a.add(ta);
        s4a.blend(least, s4a.compare(LT, least)).intoArray(c, c4);
        s4b = s4b.add(tb);
        s4b.blend(least, s4b.compare(LT, least)).intoArray(c, c4 + L);
        s5a = s5a.add(ta);
        s5a.blend(least, s5a.compare(LT, least)).intoArray(c, c5);
        s5b = s5b.add(tb);
        s5b.blend(least, s5b.compare(LT, least)).intoArray(c, c5 + L);
    }

    static void twelveByOne(
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
        int a8 = aAt + aRows[Math.min(row + 8, last)];
        int a9 = aAt + aRows[Math.min(row + 9, last)];
        int a10 = aAt + aRows[Math.min(row + 10, last)];
        int a11 = aAt + aRows[Math.min(row + 11, last)];
        int c0 = cAt + cRows[cRow];
        int c1 = cAt + cRows[cRow + 1];
        int c2 = cAt + cRows[cRow + 2];
        int c3 = cAt + cRows[cRow + 3];
        int c4 = cAt + cRows[cRow + 4];
        int c5 = cAt + cRows[cRow + 5];
        int c6 = cAt + cRows[cRow + 6];
        int c7 = cAt + cRows[cRow + 7];
        int c8 = cAt + cRows[cRow + 8];
        int c9 = cAt + cRows[cRow + 9];
        int c10 = cAt + cRows[cRow + 10];
        int c11 = cAt + cRows[cRow + 11];
        float[] start = sum ? c : PanelTiles.ZEROS;
        int keep = sum ? 1 : 0;
        FloatVector s0a = FloatVector.fromArray(S, start, c0 * keep);
        FloatVector s1a = FloatVector.fromArray(S, start, c1 * keep);
        FloatVector s2a = FloatVector.fromArray(S, start, c2 * keep);
        FloatVector s3a = FloatVector.fromArray(S, start, c3 * keep);
        FloatVector s4a = FloatVector.fromArray(S, start, c4 * keep);
        FloatVector s5a = FloatVector.fromArray(S, start, c5 * keep);
        FloatVector s6a = FloatVector.fromArray(S, start, c6 * keep);
        FloatVector s7a = FloatVector.fromArray(S, start, c7 * keep);
        FloatVector s8a = FloatVector.fromArray(S, start, c8 * keep);
        FloatVector s9a = FloatVector.fromArray(S, start, c9 * keep);
        FloatVector s10a = FloatVector.fromArray(S, start, c10 * keep);
        FloatVector s11a = FloatVector.fromArray(S, start, c11 * keep);
        for (int k = 0; k < depth; k++) {
            int at = bAt + k * 1 * L;
            FloatVector ba = FloatVector.fromArray(S, b, at);
            FloatVector x = FloatVector.broadcast(S, a[a0 + k]);
            s0a = x.fma(ba, s0a);
            x = FloatVector.broadcast(S, a[a1 + k]);
            s1a = x.fma(ba, s1a);
            x = FloatVector.broadcast(S, a[a2 + k]);
            s2a = x.fma(ba, s2a);
            x = FloatVector.broadcast(S, a[a3 + k]);
            s3a = x.fma(ba, s3a);
            x = FloatVector.broadcast(S, a[a4 + k]);
            s4a = x.fma(ba, s4a);
            x = FloatVector.broadcast(S, a[a5 + k]);
            s5a = x.fma(ba, s5a);
            x = FloatVector.broadcast(S, a[a6 + k]);
            s6a = x.fma(ba, s6a);
            x = FloatVector.broadcast(S, a[a7 + k]);
            s7a = x.fma(ba, s7a);
            x = FloatVector.broadcast(S, a[a8 + k]);
            s8a = x.fma(ba, s8a);
            x = FloatVector.broadcast(S, a[a9 + k]);
            s9a = x.fma(ba, s9a);
            x = FloatVector.broadcast(S, a[a10 + k]);
            s10a = x.fma(ba, s10a);
            x = FloatVector.broadcast(S, a[a11 + k]);
            s11a = x.fma(ba, s11a);
        }
        FloatVector least = FloatVector.broadcast(S, floor);
        FloatVector ta = FloatVector.fromArray(S, shift, SHIFT_AT);
        s0a = s0a.add(ta);
        s0a.blend(least, s0a.compare(LT, least)).intoArray(c, c0);
        s1a = s1a.add(ta);
        s1a.blend(least, s1a.compare(LT, least)).intoArray(c, c1);
        s2a = s2a.add(ta);
        s2a.blend(least, s2a.compare(LT, least)).intoArray(c, c2);
        s3a = s3a.add(ta);
        s3a.blend(least, s3a.compare(LT, least)).intoArray(c, c3);
        s4a = s4a.add(ta);
        s4a.blend(least, s4a.compare(LT, least)).intoArray(c, c4);
        s5a = s5a.add(ta);
        s5a.blend(least, s5a.compare(LT, least)).intoArray(c, c5);
        s6a = s6a.add(ta);
        s6a.blend(least, s6a.compare(LT, least)).intoArray(c, c6);
        s7a = s7a.add(ta);
        s7a.blend(least, s7a.compare(LT, least)).intoArray(c, c7);
        s8a = s8a.add(ta);
        s8a.blend(least, s8a.compare(LT, least)).intoArray(c, c8);
        s9a = s9a.add(ta);
        s9a.blend(least, s9a.compare(LT, least)).intoArray(c, c9);
        s10a = s10a.add(ta);
        s10a.blend(least, s10a.compare(LT, least)).intoArray(c, c10);
        s11a = s11a.add(ta);
        s11a.blend(least, s11a.compare(LT, least)).intoArray(c, c11);
    }
}
