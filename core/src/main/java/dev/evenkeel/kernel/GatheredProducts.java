package dev.evenkeel.kernel;

import dev.evenkeel.kernel.view.GatheredProduct;

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
     * {@code C = A * B} or {@code C += A * B}, then the epilogue. B's rows are read in whole registers: up to the lanes less
     * one past the last column.
     */
    void multiply(GatheredProduct product);
}
