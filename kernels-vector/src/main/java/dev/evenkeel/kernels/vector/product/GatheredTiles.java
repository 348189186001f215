package dev.evenkeel.kernels.vector.product;

/** Which tile computes a block of a gathered product. */
final class GatheredTiles {
    private GatheredTiles() {}

    static void multiply(
            int vectors,
            float[] a,
            int aAt,
            int[] aRows,
            int row,
            int last,
            int[] aDepths,
            int from,
            int to,
            float[] b,
            int bAt,
            int bPitch,
            float[] c,
            int cAt,
            int[] cRows,
            int cRow,
            boolean sum,
            float[] shift,
            float floor) {
        if (!VectorProducts.MANY_REGISTERS) {
            if (vectors == 2) {
                SmallGatheredTiles.sixByTwo(
                        a, aAt, aRows, row, last, aDepths, from, to, b, bAt, bPitch, c, cAt, cRows, cRow, sum, shift,
                        floor);
            } else {
                SmallGatheredTiles.twelveByOne(
                        a, aAt, aRows, row, last, aDepths, from, to, b, bAt, bPitch, c, cAt, cRows, cRow, sum, shift,
                        floor);
            }
            return;
        }
        switch (vectors) {
            case 4 ->
                WideGatheredTiles.sixByFour(
                        a, aAt, aRows, row, last, aDepths, from, to, b, bAt, bPitch, c, cAt, cRows, cRow, sum, shift,
                        floor);
            case 3 ->
                WideGatheredTiles.eightByThree(
                        a, aAt, aRows, row, last, aDepths, from, to, b, bAt, bPitch, c, cAt, cRows, cRow, sum, shift,
                        floor);
            case 2 ->
                NarrowGatheredTiles.twelveByTwo(
                        a, aAt, aRows, row, last, aDepths, from, to, b, bAt, bPitch, c, cAt, cRows, cRow, sum, shift,
                        floor);
            default ->
                NarrowGatheredTiles.sixteenByOne(
                        a, aAt, aRows, row, last, aDepths, from, to, b, bAt, bPitch, c, cAt, cRows, cRow, sum, shift,
                        floor);
        }
    }
}
