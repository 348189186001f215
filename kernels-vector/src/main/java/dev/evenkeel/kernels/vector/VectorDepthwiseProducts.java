package dev.evenkeel.kernels.vector;

import dev.evenkeel.kernel.DepthwiseProducts;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorSpecies;

/** Depthwise convolution: each channel is multiplied by weights of its own, so the lanes run over channels. */
final class VectorDepthwiseProducts implements DepthwiseProducts {
    private static final VectorSpecies<Float> S = Lanes.FLOATS;
    private static final int L = Lanes.COUNT;

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
        for (int channel = 0; channel < channels; channel += L) {
            int row = 0;
            if (channel + L <= channels) {
                for (; row + 4 <= rowTo; row += 4) {
                    fourRows(
                            x,
                            xAt + channel,
                            rows,
                            row,
                            taps,
                            weights,
                            weightsAt + channel,
                            channels,
                            y,
                            yAt + channel,
                            results);
                }
            }
            for (; row < rowTo; row++) {
                oneRow(
                        x,
                        xAt + channel + rows[row],
                        taps,
                        weights,
                        weightsAt + channel,
                        channels,
                        y,
                        yAt + channel + results[row],
                        channels - channel);
            }
        }
    }

    private static void fourRows(
            float[] x,
            int xAt,
            int[] rows,
            int row,
            int[] taps,
            float[] weights,
            int weightsAt,
            int channels,
            float[] y,
            int yAt,
            int[] results) {
        int x0 = xAt + rows[row];
        int x1 = xAt + rows[row + 1];
        int x2 = xAt + rows[row + 2];
        int x3 = xAt + rows[row + 3];
        FloatVector s0 = FloatVector.zero(S);
        FloatVector s1 = FloatVector.zero(S);
        FloatVector s2 = FloatVector.zero(S);
        FloatVector s3 = FloatVector.zero(S);
        for (int tap = 0; tap < taps.length; tap++) {
            FloatVector w = FloatVector.fromArray(S, weights, weightsAt + tap * channels);
            int at = taps[tap];
            s0 = w.fma(FloatVector.fromArray(S, x, x0 + at), s0);
            s1 = w.fma(FloatVector.fromArray(S, x, x1 + at), s1);
            s2 = w.fma(FloatVector.fromArray(S, x, x2 + at), s2);
            s3 = w.fma(FloatVector.fromArray(S, x, x3 + at), s3);
        }
        s0.intoArray(y, yAt + results[row]);
        s1.intoArray(y, yAt + results[row + 1]);
        s2.intoArray(y, yAt + results[row + 2]);
        s3.intoArray(y, yAt + results[row + 3]);
    }

    private static void oneRow(
            float[] x,
            int xAt,
            int[] taps,
            float[] weights,
            int weightsAt,
            int channels,
            float[] y,
            int yAt,
            int valid) {
        VectorMask<Float> mask = S.indexInRange(0, valid);
        FloatVector sum = FloatVector.zero(S);
        for (int tap = 0; tap < taps.length; tap++) {
            FloatVector w = FloatVector.fromArray(S, weights, weightsAt + tap * channels, mask);
            sum = w.fma(FloatVector.fromArray(S, x, xAt + taps[tap], mask), sum);
        }
        sum.intoArray(y, yAt, mask);
    }

    @Override
    public void addGradient(
            float[] x, int xAt, int[] rows, int[] taps, float[] dy, int dyAt, int rowTo, int channels, float[] sums) {
        for (int channel = 0; channel < channels; channel += L) {
            for (int tap = 0; tap < taps.length; tap++) {
                addTap(
                        x,
                        xAt + channel + taps[tap],
                        rows,
                        dy,
                        dyAt + channel,
                        rowTo,
                        channels,
                        sums,
                        tap * channels + channel,
                        channels - channel);
            }
        }
    }

    private static void addTap(
            float[] x,
            int xAt,
            int[] rows,
            float[] dy,
            int dyAt,
            int rowTo,
            int channels,
            float[] sums,
            int at,
            int valid) {
        VectorMask<Float> mask = S.indexInRange(0, valid);
        FloatVector even = FloatVector.fromArray(S, sums, at, mask);
        FloatVector odd = FloatVector.zero(S);
        int pairs = rowTo & -2;
        for (int row = 0; row < pairs; row += 2) {
            even = FloatVector.fromArray(S, dy, dyAt + row * channels, mask)
                    .fma(FloatVector.fromArray(S, x, xAt + rows[row], mask), even);
            odd = FloatVector.fromArray(S, dy, dyAt + (row + 1) * channels, mask)
                    .fma(FloatVector.fromArray(S, x, xAt + rows[row + 1], mask), odd);
        }
        even.add(odd).intoArray(sums, at, mask);
        for (int row = pairs; row < rowTo; row++) {
            for (int lane = 0; lane < Math.min(L, valid); lane++) {
                sums[at + lane] =
                        Math.fma(dy[dyAt + row * channels + lane], x[xAt + rows[row] + lane], sums[at + lane]);
            }
        }
    }
}
