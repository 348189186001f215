package dev.evenkeel.kernel;

/** The matrix product whose A is read through tables of offsets, as a convolution reads an image. */
public interface GatheredProducts {
    /** How many floats of working memory {@link #multiply} needs. */
    int workspaceLength();

    /**
     * How far apart the rows of B lie that {@link #multiply} reads: at most {@link Products#panelColumns}, so that a wider B
     * consists of several panels.
     */
    int pitch(int columns);

    /**
     * {@code C = A * B} or {@code C += A * B} for rows {@code [rowFrom, rowTo)}, then the epilogue, where A's element
     * {@code (i, k)} is {@code a[aOffset + aRows[i] + aDepths[k]]}, B's {@code (k, j)} is
     * {@code b[bOffset + j / panelColumns * bPanelStride + k * bPitch + j % panelColumns]} and C's row i begins at
     * {@code c[cOffset + cRows[i]]}. B's rows are read in whole registers: up to the lanes less one past the last column.
     */
    void multiply(
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
            float[] workspace);
}
