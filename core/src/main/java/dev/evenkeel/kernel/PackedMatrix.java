package dev.evenkeel.kernel;

/**
 * A matrix B of {@code [depth, columns]} packed once, to be multiplied from the left by many A: the weights of a layer
 * that predicts. Immutable, and safe for any number of threads at once.
 */
public final class PackedMatrix {
    private static final float[] NO_WORKSPACE = {};

    private final Kernels kernels;
    private final int depth;
    private final int columns;
    private final int panels;
    private final float[] packed;

    private PackedMatrix(Kernels kernels, int depth, int columns) {
        this.kernels = kernels;
        this.depth = depth;
        this.columns = columns;
        panels = (columns + kernels.products().panelColumns() - 1)
                / kernels.products().panelColumns();
        packed = new float[kernels.products().packedLength(depth, columns)];
    }

    /** Packs B, whose element {@code (k, j)} is {@code b[offset + k * depthStride + j * columnStride]}; one stride is 1. */
    public static PackedMatrix pack(
            Kernels kernels, int depth, int columns, float[] b, int offset, int depthStride, int columnStride) {
        PackedMatrix matrix = new PackedMatrix(kernels, depth, columns);
        kernels.products().pack(b, offset, depthStride, columnStride, depth, columns, matrix.packed, 0, matrix.panels);
        return matrix;
    }

    public int depth() {
        return depth;
    }

    public int columns() {
        return columns;
    }

    /**
     * {@code C[rows, columns] = A[rows, depth] * B}, then the epilogue, on the caller's thread and without allocation. The
     * rows of A and C are contiguous and {@code aRowStride} and {@code cRowStride} apart.
     */
    public void multiply(
            int rows,
            float[] a,
            int aOffset,
            int aRowStride,
            float[] c,
            int cOffset,
            int cRowStride,
            Epilogue epilogue) {
        kernels.products()
                .multiply(
                        a,
                        aOffset,
                        aRowStride,
                        1,
                        packed,
                        depth,
                        columns,
                        c,
                        cOffset,
                        cRowStride,
                        Start.ZERO,
                        epilogue,
                        0,
                        rows,
                        0,
                        panels,
                        NO_WORKSPACE);
    }
}
