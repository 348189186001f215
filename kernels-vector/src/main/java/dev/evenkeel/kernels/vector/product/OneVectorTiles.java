package dev.evenkeel.kernels.vector.product;

import dev.evenkeel.kernels.vector.Lanes;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorSpecies;

/** Tiles of the matrix product one vector wide, for the last panel where columns are left over. */
final class OneVectorTiles {
    private static final VectorSpecies<Float> S = FloatVector.SPECIES_PREFERRED;
    private static final int L = S.length();
    private static final int PANEL = VectorProducts.PANEL_COLUMNS;

    private OneVectorTiles() {}

    /**
     * A tile of {@code valid} columns. Those that fill no register go by way of memory {@code beside} C: with masks the
     * loop outgrows what C1 compiles, and then C2 may never take its turn.
     */
    static void multiply(
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
            int rows,
            int valid,
            boolean sum,
            float[] beside) {
        int bound = Lanes.bound(valid);
        int rest = valid - bound;
        if (rest > 0) {
            if (sum) {
                copyRows(c, cAt + bound, cRowStride, beside, 0, L, rows, rest);
            }
            oneVector(a, aAt, aRowStride, aDepthStride, packed, packedAt + bound, depth, beside, 0, L, rows, sum);
        }
        for (int j = 0; j < bound; j += L) {
            oneVector(a, aAt, aRowStride, aDepthStride, packed, packedAt + j, depth, c, cAt + j, cRowStride, rows, sum);
        }
        if (rest > 0) {
            copyRows(beside, 0, L, c, cAt + bound, cRowStride, rows, rest);
        }
    }

    private static void oneVector(
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
            int rows,
            boolean sum) {
        if (rows == VectorProducts.TILE_ROWS) {
            six(a, aAt, aRowStride, aDepthStride, packed, packedAt, depth, c, cAt, cRowStride, sum);
            return;
        }
        for (int row = 0; row < rows; row++) {
            one(a, aAt + row * aRowStride, aDepthStride, packed, packedAt, depth, c, cAt + row * cRowStride, sum);
        }
    }

    private static void copyRows(
            float[] from, int fromAt, int fromStride, float[] to, int toAt, int toStride, int rows, int columns) {
        VectorMask<Float> mask = S.indexInRange(0, columns);
        for (int row = 0; row < rows; row++) {
            FloatVector.fromArray(S, from, fromAt + row * fromStride, mask).intoArray(to, toAt + row * toStride, mask);
        }
    }

    private static void six(
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
        int c2 = c1 + cRowStride;
        int c3 = c2 + cRowStride;
        int c4 = c3 + cRowStride;
        int c5 = c4 + cRowStride;
        FloatVector s0 = sum ? FloatVector.fromArray(S, c, cAt) : FloatVector.zero(S);
        FloatVector s1 = sum ? FloatVector.fromArray(S, c, c1) : FloatVector.zero(S);
        FloatVector s2 = sum ? FloatVector.fromArray(S, c, c2) : FloatVector.zero(S);
        FloatVector s3 = sum ? FloatVector.fromArray(S, c, c3) : FloatVector.zero(S);
        FloatVector s4 = sum ? FloatVector.fromArray(S, c, c4) : FloatVector.zero(S);
        FloatVector s5 = sum ? FloatVector.fromArray(S, c, c5) : FloatVector.zero(S);
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
        s0.intoArray(c, cAt);
        s1.intoArray(c, c1);
        s2.intoArray(c, c2);
        s3.intoArray(c, c3);
        s4.intoArray(c, c4);
        s5.intoArray(c, c5);
    }

    private static void one(
            float[] a,
            int aAt,
            int aDepthStride,
            float[] packed,
            int packedAt,
            int depth,
            float[] c,
            int cAt,
            boolean sum) {
        FloatVector s = sum ? FloatVector.fromArray(S, c, cAt) : FloatVector.zero(S);
        for (int k = 0; k < depth; k++) {
            FloatVector b = FloatVector.fromArray(S, packed, packedAt + k * PANEL);
            s = b.fma(FloatVector.broadcast(S, a[aAt + k * aDepthStride]), s);
        }
        s.intoArray(c, cAt);
    }
}
