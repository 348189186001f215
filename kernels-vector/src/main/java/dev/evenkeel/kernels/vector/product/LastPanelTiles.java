package dev.evenkeel.kernels.vector.product;

import dev.evenkeel.kernels.vector.Lanes;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorSpecies;

/** The tiles of the last panel where columns are left over: one vector after the other. */
final class LastPanelTiles {
    private static final VectorSpecies<Float> S = FloatVector.SPECIES_PREFERRED;
    private static final int L = S.length();

    private LastPanelTiles() {}

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
        if (rows == 6) {
            OneVectorTiles.six(a, aAt, aRowStride, aDepthStride, packed, packedAt, depth, c, cAt, cRowStride, sum);
            return;
        }
        int row = 0;
        if (rows >= 4) {
            OneVectorTiles.four(a, aAt, aRowStride, aDepthStride, packed, packedAt, depth, c, cAt, cRowStride, sum);
            row = 4;
        }
        for (; row < rows; row++) {
            OneVectorTiles.one(
                    a, aAt + row * aRowStride, aDepthStride, packed, packedAt, depth, c, cAt + row * cRowStride, sum);
        }
    }

    private static void copyRows(
            float[] from, int fromAt, int fromStride, float[] to, int toAt, int toStride, int rows, int columns) {
        VectorMask<Float> mask = S.indexInRange(0, columns);
        for (int row = 0; row < rows; row++) {
            FloatVector.fromArray(S, from, fromAt + row * fromStride, mask).intoArray(to, toAt + row * toStride, mask);
        }
    }
}
