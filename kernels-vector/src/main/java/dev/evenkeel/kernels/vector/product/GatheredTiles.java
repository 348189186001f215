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
            boolean sum) {
        if (!VectorProducts.MANY_REGISTERS) {
            if (vectors == 2) {
                SmallGatheredTiles.sixByTwo(
                        a, aAt, aRows, row, last, aDepths, from, to, b, bAt, bPitch, c, cAt, cRows, cRow, sum);
            } else {
                SmallGatheredTiles.twelveByOne(
                        a, aAt, aRows, row, last, aDepths, from, to, b, bAt, bPitch, c, cAt, cRows, cRow, sum);
            }
            return;
        }
        switch (vectors) {
            case 4 ->
                WideGatheredTiles.sixByFour(
                        a, aAt, aRows, row, last, aDepths, from, to, b, bAt, bPitch, c, cAt, cRows, cRow, sum);
            case 3 ->
                WideGatheredTiles.eightByThree(
                        a, aAt, aRows, row, last, aDepths, from, to, b, bAt, bPitch, c, cAt, cRows, cRow, sum);
            case 2 ->
                NarrowGatheredTiles.twelveByTwo(
                        a, aAt, aRows, row, last, aDepths, from, to, b, bAt, bPitch, c, cAt, cRows, cRow, sum);
            default ->
                NarrowGatheredTiles.sixteenByOne(
                        a, aAt, aRows, row, last, aDepths, from, to, b, bAt, bPitch, c, cAt, cRows, cRow, sum);
        }
    }
}
