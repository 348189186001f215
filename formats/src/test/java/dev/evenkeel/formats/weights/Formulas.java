package dev.evenkeel.formats.weights;

import dev.evenkeel.tensor.Shape;

/** Layers by their formulas in double, whatever the layout of their weights; images {@code [height, width, channels]}. */
final class Formulas {
    private Formulas() {}

    /** The weight between an output channel and an input channel at a place of the kernel. */
    interface Kernel {
        double at(int output, int input, int y, int x);
    }

    /** A weight between an output and an input feature. */
    interface Matrix {
        double at(int output, int input);
    }

    /** {@code out[o, y, x] = sum in[i, y + v, x + u] K[o, i, v, u]}; {@code input} counts within the group. */
    static double[] correlate(
            float[] image, Shape shape, int outputs, int groups, int height, int width, Kernel kernel) {
        int channels = shape.channels();
        int rows = shape.extent(0) - height + 1;
        int columns = shape.extent(1) - width + 1;
        int inputs = channels / groups;
        double[] y = new double[rows * columns * outputs];
        for (int row = 0; row < rows; row++) {
            for (int column = 0; column < columns; column++) {
                for (int output = 0; output < outputs; output++) {
                    int first = output / (outputs / groups) * inputs;
                    double sum = 0;
                    for (int input = 0; input < inputs; input++) {
                        for (int v = 0; v < height; v++) {
                            for (int u = 0; u < width; u++) {
                                int place = (row + v) * shape.extent(1) + column + u;
                                sum += image[place * channels + first + input] * kernel.at(output, input, v, u);
                            }
                        }
                    }
                    y[(row * columns + column) * outputs + output] = sum;
                }
            }
        }
        return y;
    }

    /** {@code out[o, y * stride + v, x * stride + u] += in[i, y, x] K[o, i, v, u]}: what a convolution's gradient does. */
    static double[] spread(float[] image, Shape shape, int outputs, int stride, int height, int width, Kernel kernel) {
        int channels = shape.channels();
        int columns = (shape.extent(1) - 1) * stride + width;
        double[] y = new double[((shape.extent(0) - 1) * stride + height) * columns * outputs];
        for (int place = 0; place < shape.positions(); place++) {
            int row = place / shape.extent(1) * stride;
            int column = place % shape.extent(1) * stride;
            for (int input = 0; input < channels; input++) {
                for (int v = 0; v < height; v++) {
                    for (int u = 0; u < width; u++) {
                        for (int output = 0; output < outputs; output++) {
                            y[((row + v) * columns + column + u) * outputs + output] +=
                                    image[place * channels + input] * kernel.at(output, input, v, u);
                        }
                    }
                }
            }
        }
        return y;
    }

    /** All values, channel by channel. */
    static double[] flattenChannelsFirst(double[] image, int channels) {
        int positions = image.length / channels;
        double[] flat = new double[image.length];
        for (int channel = 0; channel < channels; channel++) {
            for (int position = 0; position < positions; position++) {
                flat[channel * positions + position] = image[position * channels + channel];
            }
        }
        return flat;
    }

    static double[] linear(double[] x, int outputs, Matrix weight, float[] bias) {
        double[] y = new double[outputs];
        for (int output = 0; output < outputs; output++) {
            y[output] = bias[output];
            for (int input = 0; input < x.length; input++) {
                y[output] += x[input] * weight.at(output, input);
            }
        }
        return y;
    }

    /** {@code (x - mean) / sqrt(variance + epsilon) * gamma + beta} per feature. */
    static double[] frozenNorm(
            double[] x, float[] gamma, float[] beta, float[] mean, float[] variance, double epsilon) {
        double[] y = new double[x.length];
        for (int index = 0; index < x.length; index++) {
            int feature = index % gamma.length;
            y[index] = (x[index] - mean[feature]) / Math.sqrt(variance[feature] + epsilon) * gamma[feature]
                    + beta[feature];
        }
        return y;
    }

    /** The same with the mean and variance of x itself. */
    static double[] layerNorm(double[] x, float[] gamma, float[] beta) {
        double mean = 0;
        double variance = 0;
        for (double value : x) {
            mean += value / x.length;
        }
        for (double value : x) {
            variance += (value - mean) * (value - mean) / x.length;
        }
        double[] y = new double[x.length];
        for (int index = 0; index < x.length; index++) {
            y[index] = (x[index] - mean) / Math.sqrt(variance + 1e-5) * gamma[index] + beta[index];
        }
        return y;
    }

    static double[] wide(float[] values) {
        double[] wide = new double[values.length];
        for (int index = 0; index < values.length; index++) {
            wide[index] = values[index];
        }
        return wide;
    }
}
