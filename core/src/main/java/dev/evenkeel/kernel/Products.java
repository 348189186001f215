package dev.evenkeel.kernel;

import dev.evenkeel.kernel.view.BlockMoments;
import dev.evenkeel.kernel.view.Epilogue;
import dev.evenkeel.kernel.view.Matrix;
import dev.evenkeel.kernel.view.Product;

/**
 * Loops of the matrix product {@code C[rows, columns] = A[rows, depth] * B[depth, columns]} with a packed B. Each element is
 * one chain of fused multiply-adds over the depth in ascending order, and of {@link #multiplyNarrow} the same few chains, whatever
 * tile or tail it falls in, so one row alone gives the bits it gives within a batch.
 */
public interface Products {
    /** The most rows of one {@link #blockMoments}: float sums stay short. */
    int MOMENT_ROWS = 64;

    /** Into so many chains {@link #multiplyNarrow} cuts a sum. */
    int CHAINS = 4;

    /** Columns of B that lie together in one packed panel. */
    int panelColumns();

    /** Rows that one tile of the product covers: blocks of rows are best multiples of it. */
    int tileRows();

    /** How many panels so many columns fill. */
    default int panels(int columns) {
        return (columns + panelColumns() - 1) / panelColumns();
    }

    /** How many floats all panels of B take when packed; the columns are filled up to whole panels. */
    int packedLength(int depth, int columns);

    /** How many floats of working memory {@link #multiply} packs blocks of A into. */
    int workspaceLength();

    /** Packs panels {@code [panelFrom, panelTo)} of B, one of whose strides is 1. Columns past the last are 0. */
    void pack(Matrix b, float[] packed, int panelFrom, int panelTo);

    /** Where element (row, column) of a B of so many rows stands when it is packed. */
    int packedAt(int rows, int row, int column);

    /** Packs one row of B anew. */
    default void packRow(Matrix b, int row, float[] packed) {
        for (int column = 0; column < b.columns(); column++) {
            packed[packedAt(b.rows(), row, column)] = b.values()[b.at(row) + column * b.columnStride()];
        }
    }

    /** Packs one column of B anew. */
    default void packColumn(Matrix b, int column, float[] packed) {
        for (int row = 0; row < b.rows(); row++) {
            packed[packedAt(b.rows(), row, column)] = b.values()[b.at(row) + column * b.columnStride()];
        }
    }

    /**
     * {@code C = A * B} or {@code C += A * B} for rows {@code [rowFrom, rowTo)} and the columns of panels
     * {@code [panelFrom, panelTo)}, then the epilogue. One of A's strides is 1, and C's rows are contiguous. The workspace
     * belongs to this call alone while it lasts and its contents never matter; with an empty one A is read as it lies, which
     * suits few rows.
     */
    void multiply(Product product, int rowFrom, int rowTo, int panelFrom, int panelTo, float[] workspace);

    /**
     * As {@link #multiply} of the columns {@code [columnFrom, columnTo)}, by the same bits, for an A of one row: B is read once, so it is
     * not worth packing. The product's packed B is not looked at.
     *
     * @param b whose rows are contiguous
     */
    void multiplyRow(Product product, Matrix b, int columnFrom, int columnTo);

    /**
     * {@code C = A * B} for rows {@code [rowFrom, rowTo)}, then the epilogue, for a B of few columns and great depth, where one
     * chain would wait for itself: each element is {@code (s0 + s1) + (s2 + s3)}, chain s_i over the depths i, i + 4, ... as far
     * as there are four, and the depths left over are added to it in ascending order. Of the packed B as many columns
     * as {@link Kernels#lanes} lie together: element (k, j) at {@code (j / lanes * depth + k) * lanes + j % lanes}.
     */
    void multiplyNarrow(Product product, int rowFrom, int rowTo);

    /**
     * {@link Columns#moments} of the columns {@code [columnFrom, columnTo)} of a block of at most {@value #MOMENT_ROWS} rows,
     * written from {@code [at]} on: what a product has just written, while it is in the cache. Shifted by the block's first row.
     */
    void blockMoments(Matrix c, int rowFrom, int rowTo, int columnFrom, int columnTo, BlockMoments moments, int at);

    /** Does to one row of {@code columns} values what a product's epilogue does. */
    void finish(Epilogue epilogue, float[] c, int at, int columns);
}
