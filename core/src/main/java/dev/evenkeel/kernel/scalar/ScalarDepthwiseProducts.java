package dev.evenkeel.kernel.scalar;

import dev.evenkeel.kernel.DepthwiseProducts;
import dev.evenkeel.kernel.view.GatheredProduct;

/** Depthwise convolution in plain Java. */
final class ScalarDepthwiseProducts implements DepthwiseProducts {
    @Override
    public void multiply(GatheredProduct product) {
        int[] rows = product.gather().rows();
        int[] taps = product.gather().depths();
        int[] results = product.gather().results();
        int channels = product.columns();
        float[] x = product.a();
        float[] weights = product.b();
        for (int row = product.firstRow(); row < product.rows(); row++) {
            for (int channel = 0; channel < channels; channel++) {
                int from = product.aAt() + rows[row] + channel;
                float sum = 0f;
                for (int tap = 0; tap < product.depth(); tap++) {
                    sum = Math.fma(weights[product.bAt() + tap * channels + channel], x[from + taps[tap]], sum);
                }
                product.c()[product.cAt() + results[row] + channel] = sum;
            }
            ScalarProducts.finish(product.epilogue(), product.c(), product.cAt() + results[row], 0, channels);
        }
    }

    @Override
    public void addGradient(GatheredProduct product) {
        int[] rows = product.gather().rows();
        int[] taps = product.gather().depths();
        int channels = product.columns();
        float[] x = product.a();
        float[] dy = product.b();
        float[] sums = product.c();
        for (int tap = 0; tap < product.depth(); tap++) {
            int at = product.cAt() + tap * channels;
            for (int row = 0; row < product.rows(); row++) {
                int from = product.aAt() + rows[row] + taps[tap];
                int dyFrom = product.bAt() + row * channels;
                for (int channel = 0; channel < channels; channel++) {
                    sums[at + channel] = Math.fma(dy[dyFrom + channel], x[from + channel], sums[at + channel]);
                }
            }
        }
    }
}
