package dev.evenkeel.kernels.vector.product;

import dev.evenkeel.kernels.vector.Lanes;

/** Which tile computes a few rows and one panel. */
final class PanelTiles {
    /** Where sums of a tile begin that begin at 0: loaded like others, so that one kind of vector enters the loop. */
    static final float[] ZEROS = new float[8 * Lanes.COUNT];

    private PanelTiles() {}

    /** A whole tile whose rows of A are packed. */
    static void packed(
            float[] a,
            int aAt,
            float[] packed,
            int packedAt,
            int depth,
            float[] c,
            int cAt,
            int cRowStride,
            int valid,
            boolean sum,
            float[] beside) {
        if (valid < VectorProducts.PANEL_COLUMNS) {
            LastPanelTiles.multiply(
                    a,
                    aAt,
                    1,
                    VectorProducts.PACKED_ROWS,
                    packed,
                    packedAt,
                    depth,
                    c,
                    cAt,
                    cRowStride,
                    VectorProducts.PACKED_ROWS,
                    valid,
                    sum,
                    beside);
        } else if (VectorProducts.MANY_REGISTERS) {
            FourVectorTiles.sixPacked(a, aAt, packed, packedAt, depth, c, cAt, cRowStride, sum);
        } else {
            TwoVectorTiles.fourPacked(a, aAt, packed, packedAt, depth, c, cAt, cRowStride, sum);
        }
    }

    /** A tile of up to as many rows as a tile has, of any A. */
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
        if (valid < VectorProducts.PANEL_COLUMNS) {
            LastPanelTiles.multiply(
                    a,
                    aAt,
                    aRowStride,
                    aDepthStride,
                    packed,
                    packedAt,
                    depth,
                    c,
                    cAt,
                    cRowStride,
                    rows,
                    valid,
                    sum,
                    beside);
        } else if (rows == VectorProducts.TILE_ROWS && aDepthStride == 1) {
            contiguous(rows, a, aAt, aRowStride, packed, packedAt, depth, c, cAt, cRowStride, sum);
        } else {
            fewRows(a, aAt, aRowStride, aDepthStride, packed, packedAt, depth, c, cAt, cRowStride, rows, sum);
        }
    }

    /** A whole tile of an A whose rows are contiguous: six, or four where there are 16 registers. */
    static void contiguous(
            int rows,
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
        if (VectorProducts.MANY_REGISTERS) {
            FourVectorTiles.six(a, aAt, aRowStride, packed, packedAt, depth, c, cAt, cRowStride, sum);
        } else if (rows == 6) {
            TwoVectorTiles.six(a, aAt, aRowStride, packed, packedAt, depth, c, cAt, cRowStride, sum);
        } else {
            TwoVectorTiles.four(a, aAt, aRowStride, packed, packedAt, depth, c, cAt, cRowStride, sum);
        }
    }

    private static void fewRows(
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
        int row = 0;
        for (; row + 2 <= rows; row += 2) {
            int aFrom = aAt + row * aRowStride;
            int cFrom = cAt + row * cRowStride;
            if (VectorProducts.MANY_REGISTERS) {
                FourVectorTiles.two(
                        a, aFrom, aRowStride, aDepthStride, packed, packedAt, depth, c, cFrom, cRowStride, sum);
            } else {
                TwoVectorTiles.two(
                        a, aFrom, aRowStride, aDepthStride, packed, packedAt, depth, c, cFrom, cRowStride, sum);
            }
        }
        if (row < rows) {
            int aFrom = aAt + row * aRowStride;
            int cFrom = cAt + row * cRowStride;
            if (VectorProducts.MANY_REGISTERS) {
                FourVectorTiles.one(a, aFrom, aDepthStride, packed, packedAt, depth, c, cFrom, sum);
            } else {
                TwoVectorTiles.one(a, aFrom, aDepthStride, packed, packedAt, depth, c, cFrom, sum);
            }
        }
    }
}
