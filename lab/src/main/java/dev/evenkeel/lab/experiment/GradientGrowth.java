package dev.evenkeel.lab.experiment;

/**
 * By what factor the squared gradient grows from layer to layer, backward through wide layers {@code f(BN(W x))} at
 * initialisation, epsilon 0, as the width goes to infinity. Derived in docs/lab.md; the limits for large batches are those of
 * Yang et al. 2019 (arXiv 1902.08129).
 */
public final class GradientGrowth {
    /** The fewest examples for which the mean of the squared inverse deviation is finite. */
    public static final int MIN_EXAMPLES = 4;

    private GradientGrowth() {}

    /** {@code (B - 2) / (B - 3)}: no activation. */
    public static double linear(int batch) {
        requireEnough(batch);
        return (batch - 2.0) / (batch - 3.0);
    }

    /**
     * ReLU: {@code B / ((B - 3) (B - 1) a) * (B/2 - 1 + E[N^2] / B^2 - (B - 1) a / B)} with
     * {@code a = E[relu(x_i)^2] - E[relu(x_i) relu(x_j)]} of two normalised values of a batch, whose correlation is
     * {@code -1 / (B - 1)}, and N the number of positive ones.
     */
    public static double relu(int batch) {
        requireEnough(batch);
        double b = batch;
        double correlation = -1 / (b - 1);
        double bothPositive = 0.25 + Math.asin(correlation) / (2 * Math.PI);
        double product = (Math.sqrt(1 - correlation * correlation) + correlation * (Math.PI - Math.acos(correlation)))
                / (2 * Math.PI);
        double a = 0.5 - product;
        double squaredCount = b / 2 + b * (b - 1) * bothPositive;
        return b / ((b - 3) * (b - 1) * a) * (b / 2 - 1 + squaredCount / (b * b) - (b - 1) * a / b);
    }

    /** {@code pi / (pi - 1)}: ReLU and ever larger batches. */
    public static double reluLimit() {
        return Math.PI / (Math.PI - 1);
    }

    private static void requireEnough(int batch) {
        if (batch < MIN_EXAMPLES) {
            throw new IllegalArgumentException("The growth of gradients needs a batch of " + MIN_EXAMPLES
                    + " or more to be finite, but got " + batch);
        }
    }
}
