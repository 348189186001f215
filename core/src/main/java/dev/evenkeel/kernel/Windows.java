package dev.evenkeel.kernel;

import dev.evenkeel.kernel.view.Matrix;
import dev.evenkeel.kernel.window.WindowOffsets;

/**
 * The loops of {@link Kernels} that make the rows of an output from other rows of one example, as pooling, padding and
 * repetition do. They walk the taps in their order; what holds for all kernels holds for these. Matrices hold one example
 * after another, of as many rows as the taps have inputs or outputs, and loops go over the columns of x from {@code from} on.
 */
public interface Windows {
    /**
     * {@code y[o] = sum over the taps of output row o of weight * x[row]}, and 0 without taps. Each element is one chain of
     * fused multiply-adds in ascending order of rows; where some output has more than {@value WindowOffsets#SUM_TAPS} taps, chains are cut
     * after so many and their sums added in double.
     */
    void sum(WindowOffsets taps, Matrix x, Matrix y, int example, int from);

    /** {@code y[o] = max over the taps of output row o of x[row]}, of which there is one at least; NaN wins, and 0 over -0. */
    void max(WindowOffsets taps, Matrix x, Matrix y, int example, int from);

    /**
     * dx of {@link #max}: each element of dy goes to the first tap that holds the bits of its y, all others get 0. What is in
     * dy afterwards does not matter.
     */
    void maxBackward(WindowOffsets taps, Matrix x, Matrix y, Matrix dy, Matrix dx, int example, int from);
}
