package dev.evenkeel.reference;

import dev.evenkeel.tensor.Shape;
import java.util.function.IntPredicate;
import java.util.function.IntUnaryOperator;

/**
 * Normalization straight from its formula. Values are divided into sets of m values that share a mean and a variance; batch,
 * layer, group and instance normalization differ in their sets alone, and RMS normalization in a mean of 0.
 *
 * <pre>
 * mean     = sum(x) / m
 * variance = sum((x - mean)^2) / m
 * xhat     = s (x - mean)                                    with s = 1 / sqrt(variance + epsilon)
 * y        = gamma xhat + beta
 *
 * dx       = s (g - sum(g) / m - xhat sum(g xhat) / m)       with g = gamma dy, and without sum(g) where the mean is 0
 * dgamma   = sum(dy xhat)
 * dbeta    = sum(dy)
 * </pre>
 *
 * <p>Nothing here is fast and no layer uses it. A batch is {@code [examples, positions, channels]} in one array.
 */
public final class NormalizationReference {
    private final IntUnaryOperator set;
    private final int affine;
    private final Center center;
    private final double epsilon;
    private final IntPredicate real;

    /** What deviations are taken from. */
    public enum Center {
        MEAN,
        ZERO
    }

    /** Of each set: how many values there are, their mean (0 where none is taken), and their biased variance. */
    public record Statistics(long[] count, double[] mean, double[] variance) {}

    /** Of {@code sum(dy y)}. */
    public record Gradients(double[] dx, double[] gamma, double[] beta) {}

    private NormalizationReference(IntUnaryOperator set, int affine, Center center, double epsilon, IntPredicate real) {
        this.set = set;
        this.affine = affine;
        this.center = center;
        this.epsilon = epsilon;
        this.real = real;
    }

    /** Batch normalization: a set is a channel. */
    public static NormalizationReference batch(Shape shape, double epsilon) {
        return batch(shape, example -> 0, epsilon);
    }

    /** Batch normalization by ghost batches: a set is a channel of one of them. */
    public static NormalizationReference batch(Shape shape, IntUnaryOperator ghostOfExample, double epsilon) {
        int channels = shape.channels();
        return of(
                i -> ghostOfExample.applyAsInt(i / shape.size()) * channels + i % channels,
                channels,
                Center.MEAN,
                epsilon);
    }

    /** Group normalization: a set is a group of channels of one example; with as many groups as channels it is instance's. */
    public static NormalizationReference group(Shape shape, int groups, double epsilon) {
        int width = shape.channels() / groups;
        return of(
                i -> i / shape.size() * groups + i % shape.channels() / width, shape.channels(), Center.MEAN, epsilon);
    }

    /** Layer or RMS normalization: a set is so many values in a row, each with its gamma and beta. */
    public static NormalizationReference rows(int length, Center center, double epsilon) {
        return of(i -> i / length, length, center, epsilon);
    }

    private static NormalizationReference of(IntUnaryOperator set, int affine, Center center, double epsilon) {
        return new NormalizationReference(set, affine, center, epsilon, i -> true);
    }

    /** The same where padding is normalised like the rest, but stands in no statistic. */
    public NormalizationReference masked(IntPredicate isReal) {
        return new NormalizationReference(set, affine, center, epsilon, isReal);
    }

    /** How many values gamma and beta have: the value at {@code i} takes that at {@code i % affine()}. */
    public int affine() {
        return affine;
    }

    public Center center() {
        return center;
    }

    public double[] forward(double[] x, double[] gamma, double[] beta) {
        double[] y = normalized(x);
        for (int i = 0; i < y.length; i++) {
            y[i] = gamma[i % affine] * y[i] + beta[i % affine];
        }
        return y;
    }

    public Gradients backward(double[] x, double[] gamma, double[] dy) {
        double[] xhat = normalized(x);
        double[] g = new double[x.length];
        double[] dGamma = new double[affine];
        double[] dBeta = new double[affine];
        for (int i = 0; i < x.length; i++) {
            g[i] = gamma[i % affine] * dy[i];
            dGamma[i % affine] += dy[i] * xhat[i];
            dBeta[i % affine] += dy[i];
        }
        return new Gradients(inputGradient(x, g), dGamma, dBeta);
    }

    /** {@code xhat}. */
    public double[] normalized(double[] x) {
        Statistics statistics = statistics(x);
        double[] xhat = new double[x.length];
        for (int i = 0; i < x.length; i++) {
            int own = set.applyAsInt(i);
            xhat[i] = (x[i] - statistics.mean[own]) / Math.sqrt(statistics.variance[own] + epsilon);
        }
        return xhat;
    }

    /** {@code dx} for the gradient g of xhat. A padded value moves no statistic, so only {@code s g} is left for it. */
    public double[] inputGradient(double[] x, double[] g) {
        Statistics statistics = statistics(x);
        double[] xhat = normalized(x);
        double[] sum = new double[statistics.count.length];
        double[] product = new double[statistics.count.length];
        for (int i = 0; i < x.length; i++) {
            int own = set.applyAsInt(i);
            sum[own] += center == Center.MEAN ? g[i] : 0;
            product[own] += g[i] * xhat[i];
        }
        double[] dx = new double[x.length];
        for (int i = 0; i < x.length; i++) {
            int own = set.applyAsInt(i);
            double shared = real.test(i) ? (sum[own] + xhat[i] * product[own]) / statistics.count[own] : 0;
            dx[i] = (g[i] - shared) / Math.sqrt(statistics.variance[own] + epsilon);
        }
        return dx;
    }

    public Statistics statistics(double[] x) {
        int sets = 0;
        for (int i = 0; i < x.length; i++) {
            sets = Math.max(sets, set.applyAsInt(i) + 1);
        }
        long[] count = new long[sets];
        double[] mean = new double[sets];
        double[] variance = new double[sets];
        for (int i = 0; i < x.length; i++) {
            if (real.test(i)) {
                count[set.applyAsInt(i)]++;
                mean[set.applyAsInt(i)] += center == Center.MEAN ? x[i] : 0;
            }
        }
        for (int own = 0; own < sets; own++) {
            mean[own] /= Math.max(1, count[own]);
        }
        for (int i = 0; i < x.length; i++) {
            if (real.test(i)) {
                double away = x[i] - mean[set.applyAsInt(i)];
                variance[set.applyAsInt(i)] += away * away;
            }
        }
        for (int own = 0; own < sets; own++) {
            variance[own] /= Math.max(1, count[own]);
        }
        return new Statistics(count, mean, variance);
    }
}
