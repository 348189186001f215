package dev.evenkeel.lab.check;

import java.util.Arrays;
import java.util.function.DoubleUnaryOperator;

/**
 * What a layer without statistics computes, in double and straight from its formula, of
 * {@code x [examples, positions, channels]}.
 */
interface Formula {
    double[] apply(double[] x, double[] weight, double[] bias);

    /** {@code y = f(x)}. */
    static Formula elementwise(DoubleUnaryOperator f) {
        return (x, weight, bias) -> Arrays.stream(x).map(f).toArray();
    }

    /** {@code y = x W^T + b} over the last axis, {@code W [outputs, channels]}. */
    static Formula linear(int channels, int outputs) {
        return (x, weight, bias) -> {
            double[] y = new double[x.length / channels * outputs];
            for (int at = 0; at < y.length; at++) {
                int output = at % outputs;
                y[at] = bias[output];
                for (int channel = 0; channel < channels; channel++) {
                    y[at] += x[at / outputs * channels + channel] * weight[output * channels + channel];
                }
            }
            return y;
        };
    }

    /** {@code y = exp(x) / sum exp(x)} over the last axis. */
    static Formula softmax(int channels) {
        return (x, weight, bias) -> {
            double[] y = new double[x.length];
            for (int row = 0; row < x.length; row += channels) {
                double sum = 0;
                for (int at = row; at < row + channels; at++) {
                    sum += Math.exp(x[at]);
                }
                for (int at = row; at < row + channels; at++) {
                    y[at] = Math.exp(x[at]) / sum;
                }
            }
            return y;
        };
    }

    /**
     * {@code y[o, c] = b[c] + sum over taps k, inputs i of x[o * stride - before + k, i] * W[c, k, i]} over the positions, the
     * outputs of a group reading its inputs only, as many positions of padding behind as before.
     */
    static Formula conv(int positions, int inputs, int outputs, int kernel, int stride, int before, int groups) {
        int places = (positions + 2 * before - kernel) / stride + 1;
        int read = inputs / groups;
        return (x, weight, bias) -> {
            double[] y = new double[x.length / (positions * inputs) * places * outputs];
            for (int at = 0; at < y.length; at++) {
                int output = at % outputs;
                int example = at / outputs / places;
                y[at] = bias[output];
                for (int tap = 0; tap < kernel; tap++) {
                    int position = at / outputs % places * stride - before + tap;
                    for (int input = 0; input < read && position >= 0 && position < positions; input++) {
                        int channel = output / (outputs / groups) * read + input;
                        y[at] += x[(example * positions + position) * inputs + channel]
                                * weight[(output * kernel + tap) * read + input];
                    }
                }
            }
            return y;
        };
    }

    /** The mean or the maximum of each window of positions, which lie side by side. */
    static Formula pool(int positions, int channels, int size, Pooling pooling) {
        int places = positions / size;
        return (x, weight, bias) -> {
            double[] y = new double[x.length / positions * places];
            for (int at = 0; at < y.length; at++) {
                int example = at / channels / places;
                double sum = 0;
                double most = Double.NEGATIVE_INFINITY;
                for (int tap = 0; tap < size; tap++) {
                    int position = example * positions + at / channels % places * size + tap;
                    double value = x[position * channels + at % channels];
                    sum += value;
                    most = Math.max(most, value);
                }
                y[at] = pooling == Pooling.MEAN ? sum / size : most;
            }
            return y;
        };
    }

    /** What becomes of a window. */
    enum Pooling {
        MEAN,
        MAXIMUM
    }

    /** {@code 2/sqrt(pi) * sum of (-1)^n x^(2n+1) / (n! (2n+1))}: for small x. */
    static double erf(double x) {
        double sum = 0;
        double power = x;
        for (int n = 0; n < 60; n++) {
            sum += power / (2 * n + 1);
            power *= -x * x / (n + 1);
        }
        return 2 / Math.sqrt(Math.PI) * sum;
    }
}
