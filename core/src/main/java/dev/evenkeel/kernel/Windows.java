package dev.evenkeel.kernel;

/**
 * The loops of {@link Kernels} that make the rows of an output from other rows of one example, as pooling, padding and
 * repetition do. They walk the taps in their order; what holds for all kernels holds for these. Of each row, {@code columns}
 * floats are read or written, and rows lie a stride apart.
 */
public interface Windows {
    /** The most taps of one float sum. */
    int SUM_TAPS = 64;

    /**
     * {@code y[o] = sum over the taps of output row o of weight * x[row]}, and 0 without taps. Each element is one chain of
     * fused multiply-adds in ascending order of rows; where some output has more than {@value #SUM_TAPS} taps, chains are cut
     * after so many and their sums added in double.
     */
    void sum(Taps taps, float[] x, int xOffset, int xStride, float[] y, int yOffset, int yStride, int columns);

    /**
     * {@code y[o] = max over the taps of output row o of x[row]}, of which there is one at least; NaN wins, and 0 over -0.
     *
     * @param stride that of x and of y
     */
    void max(Taps taps, float[] x, int xOffset, float[] y, int yOffset, int stride, int columns);

    /**
     * dx of {@link #max}: each element of dy goes to the first tap that holds the bits of its y, all others get 0. What is in
     * dy afterwards does not matter.
     *
     * @param stride that of all four
     */
    void maxBackward(
            Taps taps,
            float[] x,
            int xOffset,
            float[] y,
            int yOffset,
            float[] dy,
            int dyOffset,
            float[] dx,
            int dxOffset,
            int stride,
            int columns);
}
