package dev.evenkeel.kernels.vector.product;

import dev.evenkeel.kernel.DepthwiseProducts;
import dev.evenkeel.kernel.view.GatheredProduct;
import dev.evenkeel.kernels.vector.Lanes;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorSpecies;

/** Depthwise convolution: each channel is multiplied by weights of its own, so the lanes run over channels. */
public final class VectorDepthwiseProducts implements DepthwiseProducts {
    private static final VectorSpecies<Float> S = Lanes.FLOATS;
    private static final int L = Lanes.COUNT;

    @Override
    public void multiply(GatheredProduct product) {
        int count = product.rows();
        float[] x = product.a();
        int[] rows = product.gather().rows();
        int[] taps = product.gather().depths();
        float[] weights = product.b();
        for (int channel = 0; channel < product.columns(); channel += L) {
            int row = product.firstRow();
            if (channel + L <= product.columns()) {
                for (; row + 4 <= count; row += 4) {
                    fourRows(product, x, rows, taps, weights, row, channel);
                }
            }
            for (; row < count; row++) {
                oneRow(product, x, rows, taps, weights, row, channel);
            }
        }
    }

    private static void fourRows(
            GatheredProduct product, float[] x, int[] rows, int[] taps, float[] weights, int row, int channel) {
        int count = product.depth();
        int weightsAt = product.bAt() + channel;
        int channels = product.bPitch();
        int xAt = product.aAt() + channel;
        int x0 = xAt + rows[row];
        int x1 = xAt + rows[row + 1];
        int x2 = xAt + rows[row + 2];
        int x3 = xAt + rows[row + 3];
        FloatVector s0 = FloatVector.zero(S);
        FloatVector s1 = FloatVector.zero(S);
        FloatVector s2 = FloatVector.zero(S);
        FloatVector s3 = FloatVector.zero(S);
        for (int tap = 0; tap < count; tap++) {
            FloatVector w = FloatVector.fromArray(S, weights, weightsAt + tap * channels);
            int at = taps[tap];
            s0 = w.fma(FloatVector.fromArray(S, x, x0 + at), s0);
            s1 = w.fma(FloatVector.fromArray(S, x, x1 + at), s1);
            s2 = w.fma(FloatVector.fromArray(S, x, x2 + at), s2);
            s3 = w.fma(FloatVector.fromArray(S, x, x3 + at), s3);
        }
        float[] y = product.c();
        int[] results = product.gather().results();
        int yAt = product.cAt() + channel;
        s0.intoArray(y, yAt + results[row]);
        s1.intoArray(y, yAt + results[row + 1]);
        s2.intoArray(y, yAt + results[row + 2]);
        s3.intoArray(y, yAt + results[row + 3]);
    }

    private static void oneRow(
            GatheredProduct product, float[] x, int[] rows, int[] taps, float[] weights, int row, int channel) {
        int xAt = product.aAt() + rows[row] + channel;
        int count = product.depth();
        int weightsAt = product.bAt() + channel;
        int channels = product.bPitch();
        VectorMask<Float> mask = S.indexInRange(0, product.columns() - channel);
        FloatVector sum = FloatVector.zero(S);
        for (int tap = 0; tap < count; tap++) {
            FloatVector w = FloatVector.fromArray(S, weights, weightsAt + tap * channels, mask);
            sum = w.fma(FloatVector.fromArray(S, x, xAt + taps[tap], mask), sum);
        }
        sum.intoArray(product.c(), product.cAt() + product.gather().results()[row] + channel, mask);
    }

    @Override
    public void addGradient(GatheredProduct product) {
        for (int channel = 0; channel < product.columns(); channel += L) {
            for (int tap = 0; tap < product.depth(); tap++) {
                addTap(product, tap, channel);
            }
        }
    }

    private static void addTap(GatheredProduct product, int tap, int channel) {
        float[] x = product.a();
        int xAt = product.aAt() + channel + product.gather().depths()[tap];
        int[] rows = product.gather().rows();
        float[] dy = product.b();
        int dyAt = product.bAt() + channel;
        int channels = product.bPitch();
        float[] sums = product.c();
        int at = product.cAt() + tap * channels + channel;
        int valid = product.columns() - channel;
        VectorMask<Float> mask = S.indexInRange(0, valid);
        FloatVector even = FloatVector.fromArray(S, sums, at, mask);
        FloatVector odd = FloatVector.zero(S);
        int count = product.rows();
        int pairs = count & -2;
        for (int row = 0; row < pairs; row += 2) {
            even = FloatVector.fromArray(S, dy, dyAt + row * channels, mask)
                    .fma(FloatVector.fromArray(S, x, xAt + rows[row], mask), even);
            odd = FloatVector.fromArray(S, dy, dyAt + (row + 1) * channels, mask)
                    .fma(FloatVector.fromArray(S, x, xAt + rows[row + 1], mask), odd);
        }
        even.add(odd).intoArray(sums, at, mask);
        for (int row = pairs; row < count; row++) {
            for (int lane = 0; lane < Math.min(L, valid); lane++) {
                sums[at + lane] =
                        Math.fma(dy[dyAt + row * channels + lane], x[xAt + rows[row] + lane], sums[at + lane]);
            }
        }
    }
}
