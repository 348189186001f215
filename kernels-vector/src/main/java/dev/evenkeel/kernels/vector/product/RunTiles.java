package dev.evenkeel.kernels.vector.product;

import dev.evenkeel.kernel.view.Gather;
import dev.evenkeel.kernels.vector.Lanes;
import java.util.Arrays;

/**
 * Which tile computes a block of a gathered product, run by run: where depths are neighbours nothing needs to be looked up,
 * and sums rest in C between runs.
 */
final class RunTiles {
    private static final int L = Lanes.COUNT;
    /** Adds nothing, not even to a zero's sign. */
    static final float[] NO_SHIFT = new float[VectorGatheredProducts.WORKSPACE_LENGTH];

    static {
        Arrays.fill(NO_SHIFT, -0f);
    }

    private RunTiles() {}

    /** The depths {@code [from, to)} of a tile. */
    static void multiply(
            int vectors,
            float[] a,
            int aAt,
            int[] aRows,
            int row,
            int last,
            Gather gather,
            int from,
            int to,
            float[] b,
            int bAt,
            float[] c,
            int cAt,
            int[] cRows,
            int cRow,
            boolean sum,
            float[] shift,
            float floor) {
        boolean goesOn = sum;
        int first = from;
        for (int runEnd : gather.runEnds()) {
            if (runEnd <= first) {
                continue;
            }
            int end = Math.min(runEnd, to);
            boolean ends = end == to;
            run(
                    vectors,
                    a,
                    aAt + gather.depths()[first],
                    aRows,
                    row,
                    last,
                    b,
                    bAt + first * vectors * L,
                    end - first,
                    c,
                    cAt,
                    cRows,
                    cRow,
                    goesOn,
                    ends ? shift : NO_SHIFT,
                    ends ? floor : Float.NEGATIVE_INFINITY);
            if (ends) {
                return;
            }
            goesOn = true;
            first = end;
        }
    }

    /** A run of neighbouring depths. */
    static void run(
            int vectors,
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
        if (!VectorProducts.MANY_REGISTERS) {
            if (vectors == 2) {
                SmallRunTiles.sixByTwo(a, aAt, aRows, row, last, b, bAt, depth, c, cAt, cRows, cRow, sum, shift, floor);
            } else {
                SmallRunTiles.twelveByOne(
                        a, aAt, aRows, row, last, b, bAt, depth, c, cAt, cRows, cRow, sum, shift, floor);
            }
            return;
        }
        switch (vectors) {
            case 4 ->
                WideRunTiles.sixByFour(a, aAt, aRows, row, last, b, bAt, depth, c, cAt, cRows, cRow, sum, shift, floor);
            case 3 ->
                WideRunTiles.eightByThree(
                        a, aAt, aRows, row, last, b, bAt, depth, c, cAt, cRows, cRow, sum, shift, floor);
            case 2 ->
                NarrowRunTiles.twelveByTwo(
                        a, aAt, aRows, row, last, b, bAt, depth, c, cAt, cRows, cRow, sum, shift, floor);
            default ->
                NarrowRunTiles.sixteenByOne(
                        a, aAt, aRows, row, last, b, bAt, depth, c, cAt, cRows, cRow, sum, shift, floor);
        }
    }
}
