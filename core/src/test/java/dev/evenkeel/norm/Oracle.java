package dev.evenkeel.norm;

import dev.evenkeel.reference.NormalizationReference;
import dev.evenkeel.reference.NormalizationReference.Center;
import dev.evenkeel.tensor.Mask;
import dev.evenkeel.tensor.Shape;
import java.util.function.IntUnaryOperator;

/** Normalization by its reference, followed by a ReLU where wanted; gradients by central differences. */
final class Oracle {
    private NormalizationReference reference;
    private boolean rectified;

    private Oracle(NormalizationReference reference) {
        this.reference = reference;
    }

    /** One set per channel of each ghost batch. */
    static Oracle batch(Shape shape, IntUnaryOperator ghostOfExample, double epsilon) {
        return new Oracle(NormalizationReference.batch(shape, ghostOfExample, epsilon));
    }

    static Oracle batch(Shape shape, double epsilon) {
        return new Oracle(NormalizationReference.batch(shape, epsilon));
    }

    /** One set per group of channels of each example, a gamma per channel. */
    static Oracle group(Shape shape, int groups, double epsilon) {
        return new Oracle(NormalizationReference.group(shape, groups, epsilon));
    }

    /** One set per run of {@code length} values, a gamma for each of them. */
    static Oracle rows(int length, double epsilon) {
        return new Oracle(NormalizationReference.rows(length, Center.MEAN, epsilon));
    }

    /** As rows, but around 0. */
    static Oracle rowsWithoutMean(int length, double epsilon) {
        return new Oracle(NormalizationReference.rows(length, Center.ZERO, epsilon));
    }

    Oracle withRelu() {
        rectified = true;
        return this;
    }

    Oracle masked(Mask mask, int channels) {
        reference = reference.masked(index -> mask.isReal(index / channels));
        return this;
    }

    double mean(double[] x, int of) {
        return reference.statistics(x).mean()[of];
    }

    double variance(double[] x, int of) {
        return reference.statistics(x).variance()[of];
    }

    double[] forward(double[] x, double[] gamma, double[] beta) {
        double[] y = reference.forward(x, gamma, beta);
        for (int index = 0; rectified && index < y.length; index++) {
            y[index] = Math.max(0, y[index]);
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
