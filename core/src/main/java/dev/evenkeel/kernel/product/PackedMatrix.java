package dev.evenkeel.kernel.product;

import dev.evenkeel.kernel.Kernels;
import dev.evenkeel.kernel.Products;
import dev.evenkeel.kernel.team.Compute;
import dev.evenkeel.kernel.view.Epilogue;
import dev.evenkeel.kernel.view.Matrix;
import dev.evenkeel.kernel.view.Product;

/**
 * A matrix B of {@code [depth, columns]} packed once, to be multiplied from the left by many A: the weights of a layer
 * that predicts. Immutable, and safe for any number of threads at once.
 */
public final class PackedMatrix {
    /** The least depth of a narrow product: one chain of so many terms takes about half a microsecond. */
    private static final int NARROW_DEPTH = 512;
    /** Rows that are turned together: of a column so many floats lie in one cache line. */
    private static final int TURNED_ROWS = 16;

    final int depth;
    final int columns;
    /** Whether {@link Products#multiplyNarrow} computes the products: fewer columns than a panel has, and a great depth. */
    final boolean narrow;

    private final float[] packed;

    private PackedMatrix(Kernels kernels, Matrix b) {
        depth = b.rows();
        columns = b.columns();
        narrow = depth >= NARROW_DEPTH && columns < kernels.products().panelColumns();
        packed = narrow ? packedNarrow(b, kernels.lanes()) : packed(b, kernels.products());
    }

    private static float[] packed(Matrix b, Products products) {
        float[] packed = new float[products.packedLength(b.rows(), b.columns())];
        Matrix byRows = b.columnStride() == 1 ? b : turned(b);
        products.pack(byRows, packed, 0, products.panels(b.columns()));
        return packed;
    }

    /**
     * B by rows, turned by plain loops: weights are packed when a process begins, and Java runs vector code slowly until it
     * has compiled it.
     */
    private static Matrix turned(Matrix b) {
        int rows = b.rows();
        int columns = b.columns();
        float[] values = new float[Math.multiplyExact(rows, columns)];
        for (int row = 0; row < rows; row += TURNED_ROWS) {
            int end = Math.min(rows, row + TURNED_ROWS);
            for (int column = 0; column < columns; column++) {
                turn(
                        b.values(),
                        b.at(row) + column * b.columnStride(),
                        b.rowStride(),
                        values,
                        row * columns + column,
                        columns,
                        end - row);
            }
        }
        return Matrix.rowMajor(rows, columns).over(values);
    }

    private static void turn(float[] from, int at, int stride, float[] to, int toAt, int toStride, int count) {
        for (int k = 0; k < count; k++) {
            to[toAt + k * toStride] = from[at + k * stride];
        }
    }

    /** As {@link Products#multiplyNarrow} reads it. */
    private static float[] packedNarrow(Matrix b, int lanes) {
        float[] packed = new float[Math.multiplyExact((b.columns() + lanes - 1) / lanes * lanes, b.rows())];
        for (int k = 0; k < b.rows(); k++) {
            for (int j = 0; j < b.columns(); j++) {
                packed[(j / lanes * b.rows() + k) * lanes + j % lanes] = b.values()[b.at(k) + j * b.columnStride()];
            }
        }
        return packed;
    }

    /** Packs B, one of whose strides is 1. */
    public static PackedMatrix pack(Kernels kernels, Matrix b) {
        return new PackedMatrix(kernels, b);
    }

    /** The product {@code C = A * B} and its epilogue on these buffers. */
    public PackedProduct product(Compute compute, Matrix a, Matrix c, Epilogue epilogue) {
        Product product = new Product().of(a, packed, c).epilogue(epilogue);
        return new PackedProduct(compute, product, this);
    }
}
