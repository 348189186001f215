package dev.evenkeel.norm;

import dev.evenkeel.tensor.Mask;
import dev.evenkeel.tensor.Shape;
import java.util.function.IntUnaryOperator;

/**
 * Normalization straight from its formula, in double, over any partition of a batch's values into sets that share one
 * statistic; gradients by central differences.
 */
final class Oracle {
    private final int[] set;
    private final boolean[] counts;
    private final int[] parameter;
    private final double epsilon;
    private boolean centred = true;
    private boolean rectified;

    private Oracle(int size, IntUnaryOperator setOf, IntUnaryOperator parameterOf, double epsilon) {
        this.set = new int[size];
        this.counts = new boolean[size];
        this.parameter = new int[size];
        this.epsilon = epsilon;
        for (int index = 0; index < size; index++) {
            set[index] = setOf.applyAsInt(index);
            counts[index] = true;
            parameter[index] = parameterOf.applyAsInt(index);
        }
    }

    /** One set per channel, or per channel of each ghost batch. */
    static Oracle batch(Shape shape, int examples, IntUnaryOperator ghostOfExample, double epsilon) {
        int channels = shape.channels();
        return new Oracle(
                examples * shape.size(),
                index -> ghostOfExample.applyAsInt(index / shape.size()) * channels + index % channels,
                index -> index % channels,
                epsilon);
    }

    static Oracle batch(Shape shape, int examples, double epsilon) {
        return batch(shape, examples, example -> 0, epsilon);
    }

    /** One set per group of channels of each example, a gamma per channel. */
    static Oracle group(Shape shape, int examples, int groups, double epsilon) {
        int channels = shape.channels();
        int width = channels / groups;
        return new Oracle(
                examples * shape.size(),
                index -> index / shape.size() * groups + index % channels / width,
                index -> index % channels,
                epsilon);
    }

    /** One set per run of {@code length} values, a gamma for each of them. */
    static Oracle rows(Shape shape, int examples, int length, double epsilon) {
        return new Oracle(examples * shape.size(), index -> index / length, index -> index % length, epsilon);
    }

    Oracle withoutMean() {
        centred = false;
        return this;
    }

    Oracle withRelu() {
        rectified = true;
        return this;
    }

    Oracle masked(Mask mask, int channels) {
        for (int index = 0; index < counts.length; index++) {
            counts[index] = mask.isReal(index / channels);
        }
        return this;
    }

    double mean(double[] x, int of) {
        return means(x)[of];
    }

    double variance(double[] x, int of) {
        return variances(x, means(x))[of];
    }

    private double[] means(double[] x) {
        double[] sums = new double[x.length];
        int[] members = new int[x.length];
        for (int index = 0; index < x.length; index++) {
            if (counts[index] && centred) {
                sums[set[index]] += x[index];
                members[set[index]]++;
            }
        }
        return quotients(sums, members);
    }

    private double[] variances(double[] x, double[] means) {
        double[] squares = new double[x.length];
        int[] members = new int[x.length];
        for (int index = 0; index < x.length; index++) {
            if (counts[index]) {
                squares[set[index]] += (x[index] - means[set[index]]) * (x[index] - means[set[index]]);
                members[set[index]]++;
            }
        }
        return quotients(squares, members);
    }

    private static double[] quotients(double[] sums, int[] members) {
        for (int index = 0; index < sums.length; index++) {
            sums[index] /= Math.max(1, members[index]);
        }
        return sums;
    }

    double[] forward(double[] x, double[] gamma, double[] beta) {
        double[] means = means(x);
        double[] variances = variances(x, means);
        double[] y = new double[x.length];
        for (int index = 0; index < x.length; index++) {
            double xhat = (x[index] - means[set[index]]) / Math.sqrt(variances[set[index]] + epsilon);
            y[index] = gamma[parameter[index]] * xhat + beta[parameter[index]];
            if (rectified) {
                y[index] = Math.max(0, y[index]);
            }
        }
        return y;
    }

    /** The gradient of {@code sum weight * y} by x. */
    double[] inputGradient(double[] x, double[] gamma, double[] beta, double[] weight) {
        return differences(x, weight, () -> forward(x, gamma, beta));
    }

    /** The gradient of {@code sum weight * y} by gamma or beta, whichever {@code by} is. */
    double[] gradient(double[] by, double[] x, double[] gamma, double[] beta, double[] weight) {
        return differences(by, weight, () -> forward(x, gamma, beta));
    }

    private static double[] differences(double[] by, double[] weight, java.util.function.Supplier<double[]> function) {
        double[] gradient = new double[by.length];
        double width = 1e-5;
        for (int index = 0; index < by.length; index++) {
            double value = by[index];
            by[index] = value + width;
            double above = dot(function.get(), weight);
            by[index] = value - width;
            double below = dot(function.get(), weight);
            by[index] = value;
            gradient[index] = (above - below) / (2 * width);
        }
        return gradient;
    }

    private static double dot(double[] a, double[] b) {
        double sum = 0;
        for (int index = 0; index < a.length; index++) {
            sum += a[index] * b[index];
        }
        return sum;
    }

    static double[] wide(float[] values) {
        double[] wide = new double[values.length];
        for (int index = 0; index < values.length; index++) {
            wide[index] = values[index];
        }
        return wide;
    }
}
