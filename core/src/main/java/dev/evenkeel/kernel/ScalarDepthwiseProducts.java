package dev.evenkeel.kernel;

/** Depthwise convolution in plain Java. */
final class ScalarDepthwiseProducts implements DepthwiseProducts {
    @Override
    public void multiply(
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
            int channels) {
        for (int row = 0; row < rowTo; row++) {
            for (int channel = 0; channel < channels; channel++) {
                float sum = 0f;
                for (int tap = 0; tap < taps.length; tap++) {
                    sum = Math.fma(
                            weights[weightsAt + tap * channels + channel],
                            x[xAt + rows[row] + taps[tap] + channel],
                            sum);
                }
                y[yAt + results[row] + channel] = sum;
            }
        }
    }

    @Override
    public void addGradient(
            float[] x, int xAt, int[] rows, int[] taps, float[] dy, int dyAt, int rowTo, int channels, float[] sums) {
        for (int tap = 0; tap < taps.length; tap++) {
            for (int row = 0; row < rowTo; row++) {
                int from = xAt + rows[row] + taps[tap];
                for (int channel = 0; channel < channels; channel++) {
                    sums[tap * channels + channel] = Math.fma(
                            dy[dyAt + row * channels + channel], x[from + channel], sums[tap * channels + channel]);
                }
            }
        }
    }
}
