package dev.evenkeel.kernel;

import dev.evenkeel.kernel.view.GatheredProduct;

/** The matrix product whose A is read through tables of offsets, as a convolution reads an image. */
public interface GatheredProducts {
    /** How many floats of working memory {@link #multiply} needs. */
    int workspaceLength();

    /**
     * Columns that so many fill when B is packed: whole panels of {@link Products#panelColumns}, and of the last as many
     * registers as are needed.
     */
    int packedColumns(int columns);

    /** Where element (row, column) of a packed B of so many rows and columns stands: panel after panel, each row by row. */
    int packedAt(int rows, int columns, int row, int column);

    /**
     * {@code C = A * B} or {@code C += A * B}, then the epilogue. The rows of a B that is not packed are read in whole registers:
     * up to the lanes less one past the last column.
     */
    void multiply(GatheredProduct product);
}
