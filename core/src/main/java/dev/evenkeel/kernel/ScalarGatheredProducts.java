package dev.evenkeel.kernel;

/** The product whose A is read through tables of offsets, in plain Java: one row and one panel of columns at a time. */
final class ScalarGatheredProducts implements GatheredProducts {
    private static final int PANEL_COLUMNS = ScalarProducts.PANEL_COLUMNS;

    @Override
    public int workspaceLength() {
        return 0;
    }

    @Override
    public int pitch(int columns) {
        return Math.min(PANEL_COLUMNS, columns);
    }

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
        for (int column = 0; column < columns; column += PANEL_COLUMNS) {
            int valid = Math.min(PANEL_COLUMNS, columns - column);
            int bAt = bOffset + column / PANEL_COLUMNS * bPanelStride;
            for (int row = rowFrom; row < rowTo; row++) {
                int aAt = aOffset + aRows[row];
                int cAt = cOffset + cRows[row] + column;
                if (start == Start.ZERO) {
                    java.util.Arrays.fill(c, cAt, cAt + valid, 0f);
                }
                if (valid == PANEL_COLUMNS) {
                    wholePanel(a, aAt, aDepths, depth, b, bAt, bPitch, c, cAt);
                } else {
                    for (int j = 0; j < valid; j++) {
                        oneColumn(a, aAt, aDepths, depth, b, bAt + j, bPitch, c, cAt + j);
                    }
                }
                ScalarProducts.finish(epilogue, c, cAt, column, valid);
            }
        }
    }

    private static void wholePanel(
            float[] a, int aAt, int[] aDepths, int depth, float[] b, int bAt, int bPitch, float[] c, int cAt) {
        float s0 = c[cAt];
        float s1 = c[cAt + 1];
        float s2 = c[cAt + 2];
        float s3 = c[cAt + 3];
        for (int k = 0; k < depth; k++) {
            int at = bAt + k * bPitch;
            float x = a[aAt + aDepths[k]];
            s0 = Math.fma(x, b[at], s0);
            s1 = Math.fma(x, b[at + 1], s1);
            s2 = Math.fma(x, b[at + 2], s2);
            s3 = Math.fma(x, b[at + 3], s3);
        }
        c[cAt] = s0;
        c[cAt + 1] = s1;
        c[cAt + 2] = s2;
        c[cAt + 3] = s3;
    }

    private static void oneColumn(
            float[] a, int aAt, int[] aDepths, int depth, float[] b, int bAt, int bPitch, float[] c, int cAt) {
        float sum = c[cAt];
        for (int k = 0; k < depth; k++) {
            sum = Math.fma(a[aAt + aDepths[k]], b[bAt + k * bPitch], sum);
        }
        c[cAt] = sum;
    }
}
