package dev.evenkeel.kernel;

/** Convolutions in which each channel has weights of its own. */
public interface DepthwiseProducts {
    /**
     * {@code y[yAt + results[r] + c] = sum over t of x[xAt + rows[r] + taps[t] + c] * weights[weightsAt + t * channels + c]} for
     * the rows below {@code rowTo}: each channel with weights of its own, one chain over the taps in ascending order.
     */
    void multiply(
            float[] x,
            int xAt,
            int[] rows,
            int[] taps,
            float[] weights,
            int weightsAt,
            float[] y,
            int yAt,
            int[] results,
            int rowTo,
            int channels);

    /**
     * Adds to {@code sums[t * channels + c]} the sum over the rows below {@code rowTo} of
     * {@code x[xAt + rows[r] + taps[t] + c] * dy[dyAt + r * channels + c]}.
     */
    void addGradient(
            float[] x, int xAt, int[] rows, int[] taps, float[] dy, int dyAt, int rowTo, int channels, float[] sums);
}
