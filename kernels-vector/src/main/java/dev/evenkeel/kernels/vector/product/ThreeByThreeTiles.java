package dev.evenkeel.kernels.vector.product;

import static jdk.incubator.vector.VectorOperators.LT;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/**
 * The gathered product of a window of 3 x 3 on images of one channel, two vectors wide: four positions that follow each other
 * in a line share what they read, where tiles of so small a depth spend most of their time on reading, beginning and ending.
 */
final class ThreeByThreeTiles {
    private static final VectorSpecies<Float> S = FloatVector.SPECIES_PREFERRED;
    private static final int L = S.length();
    private static final int SHIFT_AT = VectorGatheredProducts.SHIFT_AT;
    private static final int DEPTH = 9;
    private static final int POSITIONS = 4;

    private ThreeByThreeTiles() {}

    /** Whether the depth is that of such a window, whose three lines each lie together. */
    static boolean fits(int[] aDepths, int depth) {
        boolean fits = depth == DEPTH;
        for (int k = 0; fits && k < DEPTH; k += 3) {
            fits = aDepths[k + 1] - aDepths[k] == 1 && aDepths[k + 2] - aDepths[k] == 2;
        }
        return fits;
    }

    /** Computes rows from {@code row} on as long as four follow each other, and tells how many; finishes them as tiles do. */
    static int rows(
            float[] a,
            int aAt,
            int[] aRows,
            int row,
            int last,
            int[] aDepths,
            float[] b,
            int bAt,
            int bPitch,
            float[] c,
            int cAt,
            int[] cRows,
            float[] shift,
            float floor) {
        int line0 = aAt + aDepths[0];
        int line1 = aAt + aDepths[3];
        int line2 = aAt + aDepths[6];
        FloatVector b0a = FloatVector.fromArray(S, b, bAt);
        FloatVector b0b = FloatVector.fromArray(S, b, bAt + L);
        FloatVector b1a = FloatVector.fromArray(S, b, bAt + bPitch);
        FloatVector b1b = FloatVector.fromArray(S, b, bAt + bPitch + L);
        FloatVector b2a = FloatVector.fromArray(S, b, bAt + 2 * bPitch);
        FloatVector b2b = FloatVector.fromArray(S, b, bAt + 2 * bPitch + L);
        FloatVector b3a = FloatVector.fromArray(S, b, bAt + 3 * bPitch);
        FloatVector b3b = FloatVector.fromArray(S, b, bAt + 3 * bPitch + L);
        FloatVector b4a = FloatVector.fromArray(S, b, bAt + 4 * bPitch);
        FloatVector b4b = FloatVector.fromArray(S, b, bAt + 4 * bPitch + L);
        FloatVector b5a = FloatVector.fromArray(S, b, bAt + 5 * bPitch);
        FloatVector b5b = FloatVector.fromArray(S, b, bAt + 5 * bPitch + L);
        FloatVector b6a = FloatVector.fromArray(S, b, bAt + 6 * bPitch);
        FloatVector b6b = FloatVector.fromArray(S, b, bAt + 6 * bPitch + L);
        FloatVector b7a = FloatVector.fromArray(S, b, bAt + 7 * bPitch);
        FloatVector b7b = FloatVector.fromArray(S, b, bAt + 7 * bPitch + L);
        FloatVector b8a = FloatVector.fromArray(S, b, bAt + 8 * bPitch);
        FloatVector b8b = FloatVector.fromArray(S, b, bAt + 8 * bPitch + L);
        FloatVector ta = FloatVector.fromArray(S, shift, SHIFT_AT);
        FloatVector tb = FloatVector.fromArray(S, shift, SHIFT_AT + L);
        FloatVector zero = FloatVector.zero(S);
        FloatVector least = FloatVector.broadcast(S, floor);
        int next = row;
        while (next + POSITIONS - 1 <= last && aRows[next + POSITIONS - 1] - aRows[next] == POSITIONS - 1) {
            int from0 = line0 + aRows[next];
            FloatVector x = FloatVector.broadcast(S, a[from0]);
            FloatVector s0a = x.fma(b0a, zero);
            FloatVector s0b = x.fma(b0b, zero);
            x = FloatVector.broadcast(S, a[from0 + 1]);
            s0a = x.fma(b1a, s0a);
            s0b = x.fma(b1b, s0b);
            FloatVector s1a = x.fma(b0a, zero);
            FloatVector s1b = x.fma(b0b, zero);
            x = FloatVector.broadcast(S, a[from0 + 2]);
            s0a = x.fma(b2a, s0a);
            s0b = x.fma(b2b, s0b);
            s1a = x.fma(b1a, s1a);
            s1b = x.fma(b1b, s1b);
            FloatVector s2a = x.fma(b0a, zero);
            FloatVector s2b = x.fma(b0b, zero);
            x = FloatVector.broadcast(S, a[from0 + 3]);
            s1a = x.fma(b2a, s1a);
            s1b = x.fma(b2b, s1b);
            s2a = x.fma(b1a, s2a);
            s2b = x.fma(b1b, s2b);
            FloatVector s3a = x.fma(b0a, zero);
            FloatVector s3b = x.fma(b0b, zero);
            x = FloatVector.broadcast(S, a[from0 + 4]);
            s2a = x.fma(b2a, s2a);
            s2b = x.fma(b2b, s2b);
            s3a = x.fma(b1a, s3a);
            s3b = x.fma(b1b, s3b);
            x = FloatVector.broadcast(S, a[from0 + 5]);
            s3a = x.fma(b2a, s3a);
            s3b = x.fma(b2b, s3b);
            int from1 = line1 + aRows[next];
            x = FloatVector.broadcast(S, a[from1]);
            s0a = x.fma(b3a, s0a);
            s0b = x.fma(b3b, s0b);
            x = FloatVector.broadcast(S, a[from1 + 1]);
            s0a = x.fma(b4a, s0a);
            s0b = x.fma(b4b, s0b);
            s1a = x.fma(b3a, s1a);
            s1b = x.fma(b3b, s1b);
            x = FloatVector.broadcast(S, a[from1 + 2]);
            s0a = x.fma(b5a, s0a);
            s0b = x.fma(b5b, s0b);
            s1a = x.fma(b4a, s1a);
            s1b = x.fma(b4b, s1b);
            s2a = x.fma(b3a, s2a);
            s2b = x.fma(b3b, s2b);
            x = FloatVector.broadcast(S, a[from1 + 3]);
            s1a = x.fma(b5a, s1a);
            s1b = x.fma(b5b, s1b);
            s2a = x.fma(b4a, s2a);
            s2b = x.fma(b4b, s2b);
            s3a = x.fma(b3a, s3a);
            s3b = x.fma(b3b, s3b);
            x = FloatVector.broadcast(S, a[from1 + 4]);
            s2a = x.fma(b5a, s2a);
            s2b = x.fma(b5b, s2b);
            s3a = x.fma(b4a, s3a);
            s3b = x.fma(b4b, s3b);
            x = FloatVector.broadcast(S, a[from1 + 5]);
            s3a = x.fma(b5a, s3a);
            s3b = x.fma(b5b, s3b);
            int from2 = line2 + aRows[next];
            x = FloatVector.broadcast(S, a[from2]);
            s0a = x.fma(b6a, s0a);
            s0b = x.fma(b6b, s0b);
            x = FloatVector.broadcast(S, a[from2 + 1]);
            s0a = x.fma(b7a, s0a);
            s0b = x.fma(b7b, s0b);
            s1a = x.fma(b6a, s1a);
            s1b = x.fma(b6b, s1b);
            x = FloatVector.broadcast(S, a[from2 + 2]);
            s0a = x.fma(b8a, s0a);
            s0b = x.fma(b8b, s0b);
            s1a = x.fma(b7a, s1a);
            s1b = x.fma(b7b, s1b);
            s2a = x.fma(b6a, s2a);
            s2b = x.fma(b6b, s2b);
            x = FloatVector.broadcast(S, a[from2 + 3]);
            s1a = x.fma(b8a, s1a);
            s1b = x.fma(b8b, s1b);
            s2a = x.fma(b7a, s2a);
            s2b = x.fma(b7b, s2b);
            s3a = x.fma(b6a, s3a);
            s3b = x.fma(b6b, s3b);
            x = FloatVector.broadcast(S, a[from2 + 4]);
            s2a = x.fma(b8a, s2a);
            s2b = x.fma(b8b, s2b);
            s3a = x.fma(b7a, s3a);
            s3b = x.fma(b7b, s3b);
            x = FloatVector.broadcast(S, a[from2 + 5]);
            s3a = x.fma(b8a, s3a);
            s3b = x.fma(b8b, s3b);
            int c0 = cAt + cRows[next];
            s0a = s0a.add(ta);
            s0a.blend(least, s0a.compare(LT, least)).intoArray(c, c0);
            s0b = s0b.add(tb);
            s0b.blend(least, s0b.compare(LT, least)).intoArray(c, c0 + L);
            int c1 = cAt + cRows[next + 1];
            s1a = s1a.add(ta);
            s1a.blend(least, s1a.compare(LT, least)).intoArray(c, c1);
            s1b = s1b.add(tb);
            s1b.blend(least, s1b.compare(LT, least)).intoArray(c, c1 + L);
            int c2 = cAt + cRows[next + 2];
            s2a = s2a.add(ta);
            s2a.blend(least, s2a.compare(LT, least)).intoArray(c, c2);
            s2b = s2b.add(tb);
            s2b.blend(least, s2b.compare(LT, least)).intoArray(c, c2 + L);
            int c3 = cAt + cRows[next + 3];
            s3a = s3a.add(ta);
            s3a.blend(least, s3a.compare(LT, least)).intoArray(c, c3);
            s3b = s3b.add(tb);
            s3b.blend(least, s3b.compare(LT, least)).intoArray(c, c3 + L);
            next += POSITIONS;
        }
        return next - row;
    }
}
