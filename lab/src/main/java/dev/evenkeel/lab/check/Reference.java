package dev.evenkeel.lab.check;

import dev.evenkeel.lab.check.Sample.Gradient;
import java.util.function.IntUnaryOperator;

/**
 * {@code y = gamma * xhat + beta} with {@code xhat = (x - mean) / sqrt(variance + epsilon)} over sets of values, in double,
 * straight from the formula: the whole family of normalization on {@code [examples, positions, channels]}, gamma and beta per
 * channel.
 *
 * @param set which set a value belongs to, by its place
 * @param sets how many there are
 * @param centering whether the mean is taken away; where not, the variance is the mean square
 */
record Reference(IntUnaryOperator set, int sets, Centering centering, int channels, double epsilon) {
    /** Whether the mean is taken away. */
    enum Centering {
        MEAN,
        NONE
    }

    static Reference batch(int channels, double epsilon) {
        return new Reference(at -> at % channels, channels, Centering.MEAN, channels, epsilon);
    }

    static Reference layer(int rows, int channels, double epsilon) {
        return new Reference(at -> at / channels, rows, Centering.MEAN, channels, epsilon);
    }

    static Reference rms(int rows, int channels, double epsilon) {
        return new Reference(at -> at / channels, rows, Centering.NONE, channels, epsilon);
    }

    static Reference group(int examples, int positions, int channels, int groups, double epsilon) {
        return new Reference(
                at -> at / (positions * channels) * groups + at % channels / (channels / groups),
                examples * groups,
                Centering.MEAN,
                channels,
                epsilon);
    }

    double[] forward(double[] x, double[] gamma, double[] beta) {
        double[] y = normalized(x);
        for (int at = 0; at < y.length; at++) {
            y[at] = gamma[at % channels] * y[at] + beta[at % channels];
        }
        return y;
    }

    /** {@code dx = s * (g - mean(g) - xhat * mean(g * xhat))} with {@code g = gamma * dy}; without the mean, if none is taken. */
    Gradient backward(double[] x, double[] gamma, double[] dy) {
        double[] xhat = normalized(x);
        double[] inverse = inverseDeviations(x);
        double[] g = new double[x.length];
        double[] product = new double[x.length];
        double[] gammaGradient = new double[channels];
        double[] betaGradient = new double[channels];
        for (int at = 0; at < x.length; at++) {
            g[at] = gamma[at % channels] * dy[at];
            product[at] = g[at] * xhat[at];
            gammaGradient[at % channels] += dy[at] * xhat[at];
            betaGradient[at % channels] += dy[at];
        }
        double[] meanOfG = centering == Centering.MEAN ? means(g) : new double[sets];
        double[] meanOfProduct = means(product);
        double[] dx = new double[x.length];
        for (int at = 0; at < x.length; at++) {
            int own = set.applyAsInt(at);
            dx[at] = inverse[own] * (g[at] - meanOfG[own] - xhat[at] * meanOfProduct[own]);
        }
        return new Gradient(dx, gammaGradient, betaGradient);
    }

    private double[] normalized(double[] x) {
        double[] mean = centers(x);
        double[] inverse = inverseDeviations(x);
        double[] xhat = new double[x.length];
        for (int at = 0; at < x.length; at++) {
            int own = set.applyAsInt(at);
            xhat[at] = (x[at] - mean[own]) * inverse[own];
        }
        return xhat;
    }

    private double[] inverseDeviations(double[] x) {
        double[] mean = centers(x);
        double[] squares = new double[x.length];
        for (int at = 0; at < x.length; at++) {
            double away = x[at] - mean[set.applyAsInt(at)];
            squares[at] = away * away;
        }
        double[] inverse = means(squares);
        for (int own = 0; own < sets; own++) {
            inverse[own] = 1 / Math.sqrt(inverse[own] + epsilon);
        }
        return inverse;
    }

    private double[] centers(double[] x) {
        return centering == Centering.MEAN ? means(x) : new double[sets];
    }

    private double[] means(double[] values) {
        double[] sums = new double[sets];
        int[] counts = new int[sets];
        for (int at = 0; at < values.length; at++) {
            sums[set.applyAsInt(at)] += values[at];
            counts[set.applyAsInt(at)]++;
        }
        for (int own = 0; own < sets; own++) {
            sums[own] /= counts[own];
        }
        return sums;
    }
}
