package dev.evenkeel.kernels.vector;

import dev.evenkeel.kernel.Epilogue;
import dev.evenkeel.kernel.GatheredProducts;
import dev.evenkeel.kernel.Start;

/**
 * The product whose A is read through tables of offsets: tiles as many rows high as their width leaves registers for. Rows
 * and columns left over go through a tile of the workspace, so every element is the same chain over the depth.
 */
final class VectorGatheredProducts implements GatheredProducts {
    private static final int L = Lanes.COUNT;
    private static final boolean MANY_REGISTERS = VectorProducts.MANY_REGISTERS;

    static final int PANEL_COLUMNS = VectorProducts.PANEL_COLUMNS;
    /** How much of the depth one sweep over the rows takes: what it reads of B stays in the second cache. */
    private static final int DEPTH_BLOCK = 1024;

    private static final int MOST_TILE_ROWS = 16;

    static final int WORKSPACE_LENGTH = MOST_TILE_ROWS * PANEL_COLUMNS;

    private static final int[] TILE_OFFSETS = tileOffsets();

    private static int[] tileOffsets() {
        int[] offsets = new int[MOST_TILE_ROWS];
        for (int row = 0; row < offsets.length; row++) {
            offsets[row] = row * PANEL_COLUMNS;
        }
        return offsets;
    }

    @Override
    public int workspaceLength() {
        return WORKSPACE_LENGTH;
    }

    @Override
    public int pitch(int columns) {
        return Math.min(PANEL_COLUMNS, (columns + L - 1) / L * L);
    }

    static int tileRows(int vectors) {
        if (!MANY_REGISTERS) {
            return vectors == 2 ? 6 : 12;
        }
        return switch (vectors) {
            case 4 -> 6;
            case 3 -> 8;
            case 2 -> 12;
            default -> 16;
        };
    }

    /** As {@link GatheredProducts#multiply}; {@code kernels} compute the activations that are not fused here. */
    @Override
    public void multiply(
            float[] a,
            int aOffset,
            int[] aRows,
            int[] aDepths,
            int depth,
            float[] b,
            int bOffset,
            int bPitch,
            int bPanelStride,
            int columns,
            float[] c,
            int cOffset,
            int[] cRows,
            Start start,
            Epilogue epilogue,
            int rowFrom,
            int rowTo,
            float[] workspace) {
        int depthBlocks = Math.max(1, (depth + DEPTH_BLOCK - 1) / DEPTH_BLOCK);
        int evenBlock = (depth + depthBlocks - 1) / depthBlocks;
        for (int column = 0; column < columns; column += PANEL_COLUMNS) {
            int valid = Math.min(PANEL_COLUMNS, columns - column);
            int vectors = (valid + L - 1) / L;
            int tileRows = tileRows(vectors);
            int bAt = bOffset + column / PANEL_COLUMNS * bPanelStride;
            int cAt = cOffset + column;
            int from = 0;
            do {
                int to = Math.min(depth, from + evenBlock);
                boolean sum = start == Start.SUM || from > 0;
                for (int row = rowFrom; row < rowTo; row += tileRows) {
                    int rows = Math.min(tileRows, rowTo - row);
                    if (rows == tileRows && valid == vectors * L) {
                        tile(
                                vectors, a, aOffset, aRows, row, rowTo - 1, aDepths, from, to, b, bAt, bPitch, c, cAt,
                                cRows, row, sum);
                    } else {
                        if (sum) {
                            copyIn(c, cAt, cRows, row, rows, valid, workspace);
                        }
                        tile(
                                vectors,
                                a,
                                aOffset,
                                aRows,
                                row,
                                rowTo - 1,
                                aDepths,
                                from,
                                to,
                                b,
                                bAt,
                                bPitch,
                                workspace,
                                0,
                                TILE_OFFSETS,
                                0,
                                sum);
                        copyOut(workspace, c, cAt, cRows, row, rows, valid);
                    }
                    if (to == depth) {
                        finish(epilogue, c, cAt, cRows, row, rows, column, valid);
                    }
                }
                from = to;
            } while (from < depth);
        }
    }

    private static void copyIn(float[] c, int cAt, int[] cRows, int row, int rows, int valid, float[] workspace) {
        for (int i = 0; i < rows; i++) {
            System.arraycopy(c, cAt + cRows[row + i], workspace, TILE_OFFSETS[i], valid);
        }
    }

    private static void copyOut(float[] workspace, float[] c, int cAt, int[] cRows, int row, int rows, int valid) {
        for (int i = 0; i < rows; i++) {
            System.arraycopy(workspace, TILE_OFFSETS[i], c, cAt + cRows[row + i], valid);
        }
    }

    private static void tile(
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
        if (!MANY_REGISTERS) {
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

    private static void finish(
            Epilogue epilogue, float[] c, int cAt, int[] cRows, int row, int rows, int column, int valid) {
        if (epilogue.changes()) {
            for (int i = row; i < row + rows; i++) {
                VectorProducts.finishRow(epilogue, c, cAt + cRows[i], column, valid);
            }
        }
    }
}
