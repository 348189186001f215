package dev.evenkeel.kernel;

/**
 * Loops of the matrix product {@code C[rows, columns] = A[rows, depth] * B[depth, columns]} with a packed B. Each element is
 * one chain of fused multiply-adds over the depth in ascending order, whatever tile or tail it falls in, so one row alone
 * gives the bits it gives within a batch.
 */
public interface Products {
    /** Columns of B that lie together in one packed panel. */
    int panelColumns();

    /** Rows that one tile of the product covers: blocks of rows are best multiples of it. */
    int tileRows();

    /** How many floats all panels of B take when packed; the columns are filled up to whole panels. */
    int packedLength(int depth, int columns);

    /** How many floats of working memory {@link #multiply} packs blocks of A into. */
    int workspaceLength();

    /**
     * Packs panels {@code [panelFrom, panelTo)} of B, whose element {@code (k, j)} is
     * {@code b[offset + k * depthStride + j * columnStride]}; one of the strides is 1. Columns past the last are 0.
     */
    void pack(
            float[] b,
            int offset,
            int depthStride,
            int columnStride,
            int depth,
            int columns,
            float[] packed,
            int panelFrom,
            int panelTo);

    /**
     * {@code C = A * B} or {@code C += A * B} for rows {@code [rowFrom, rowTo)} and the columns of panels
     * {@code [panelFrom, panelTo)}, then the epilogue. A's element {@code (i, k)} is
     * {@code a[aOffset + i * aRowStride + k * aDepthStride]}; one of its strides is 1. The workspace belongs to this
     * call alone while it lasts and its contents never matter; with an empty one A is read as it lies, which suits few rows.
     */
    void multiply(
            float[] a,
            int aOffset,
            int aRowStride,
            int aDepthStride,
            float[] packed,
            int depth,
            int columns,
            float[] c,
            int cOffset,
            int cRowStride,
            Start start,
            Epilogue epilogue,
            int rowFrom,
            int rowTo,
            int panelFrom,
            int panelTo,
            float[] workspace);

    /** The most rows of one {@link #blockMoments}: float sums stay short. */
    int MOMENT_ROWS = 64;

    /**
     * {@link Columns#moments} of one block of at most {@value #MOMENT_ROWS} rows whose rows are {@code rowStride} apart: what
     * a product has just written, while it is in the cache. Shifted by the block's first row.
     */
    void blockMoments(float[] x, int offset, int rowStride, int rows, int columns, double[] mean, double[] m2, int at);

    /** Does to one row of {@code columns} values what a product's epilogue does. */
    void finish(Epilogue epilogue, float[] c, int at, int columns);
}
