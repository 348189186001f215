package dev.evenkeel.kernels.vector.product;

import dev.evenkeel.kernel.DepthwiseProducts;
import dev.evenkeel.kernel.view.Activation;
import dev.evenkeel.kernel.view.GatheredProduct;
import dev.evenkeel.kernels.vector.Lanes;
import dev.evenkeel.kernels.vector.VectorActivationFunctions;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

/** Depthwise convolution: each channel is multiplied by weights of its own, so the lanes run over channels. */
public final class VectorDepthwiseProducts implements DepthwiseProducts {
    private static final VectorSpecies<Float> S = Lanes.FLOATS;
    private static final int L = Lanes.COUNT;
    private static final VectorActivationFunctions ACTIVATIONS = new VectorActivationFunctions();

    @Override
    public void multiply(GatheredProduct product) {
        int whole = Lanes.bound(product.columns());
        int row = product.firstRow();
        for (; row + 4 <= product.rows(); row += 4) {
            for (int channel = 0; channel < whole; channel += L) {
                fourRows(product, row, channel);
            }
            if (whole < product.columns()) {
                for (int each = row; each < row + 4; each++) {
                    oneRow(product, each, whole);
                }
            }
        }
        for (; row < product.rows(); row++) {
            for (int channel = 0; channel < product.columns(); channel += L) {
                oneRow(product, row, channel);
            }
        }
        activate(product);
    }

    private static void fourRows(GatheredProduct product, int row, int channel) {
        int[] taps = product.gather().depths();
        int count = product.depth();
        float[] weights = product.b();
        int weightsAt = product.bAt() + channel;
        int channels = product.bPitch();
        float[] x = product.a();
        int xAt = product.aAt() + channel;
        int[] rows = product.gather().rows();
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
        float[] shift = product.epilogue().shift();
        FloatVector addend = shift.length > 0
                ? FloatVector.fromArray(S, shift, product.epilogue().at() + channel)
                : FloatVector.broadcast(S, -0f);
        FloatVector least = FloatVector.broadcast(S, floor(product));
        s0 = s0.add(addend);
        s1 = s1.add(addend);
        s2 = s2.add(addend);
        s3 = s3.add(addend);
        float[] y = product.c();
        int[] results = product.gather().results();
        int yAt = product.cAt() + channel;
        s0.blend(least, s0.compare(VectorOperators.LT, least)).intoArray(y, yAt + results[row]);
        s1.blend(least, s1.compare(VectorOperators.LT, least)).intoArray(y, yAt + results[row + 1]);
        s2.blend(least, s2.compare(VectorOperators.LT, least)).intoArray(y, yAt + results[row + 2]);
        s3.blend(least, s3.compare(VectorOperators.LT, least)).intoArray(y, yAt + results[row + 3]);
    }

    private static void oneRow(GatheredProduct product, int row, int channel) {
        int[] taps = product.gather().depths();
        int xAt = product.aAt() + product.gather().rows()[row] + channel;
        int weightsAt = product.bAt() + channel;
        VectorMask<Float> mask = S.indexInRange(0, product.columns() - channel);
        FloatVector sum = FloatVector.zero(S);
        for (int tap = 0; tap < product.depth(); tap++) {
            FloatVector w = FloatVector.fromArray(S, product.b(), weightsAt + tap * product.bPitch(), mask);
            sum = w.fma(FloatVector.fromArray(S, product.a(), xAt + taps[tap], mask), sum);
        }
        float[] shift = product.epilogue().shift();
        sum = sum.add(
                shift.length > 0
                        ? FloatVector.fromArray(S, shift, product.epilogue().at() + channel, mask)
                        : FloatVector.broadcast(S, -0f));
        FloatVector least = FloatVector.broadcast(S, floor(product));
        sum.blend(least, sum.compare(VectorOperators.LT, least))
                .intoArray(product.c(), product.cAt() + product.gather().results()[row] + channel, mask);
    }

    /** What is less becomes this. */
    private static float floor(GatheredProduct product) {
        return product.epilogue().activation() == Activation.RELU ? 0f : Float.NEGATIVE_INFINITY;
    }

    private static void activate(GatheredProduct product) {
        Activation activation = product.epilogue().activation();
        if (activation == Activation.IDENTITY || activation == Activation.RELU) {
            return;
        }
        float slope = product.epilogue().slope();
        for (int row = product.firstRow(); row < product.rows(); row++) {
            int at = product.cAt() + product.gather().results()[row];
            ACTIVATIONS.apply(activation, slope, product.c(), at, product.c(), at, product.columns());
        }
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
