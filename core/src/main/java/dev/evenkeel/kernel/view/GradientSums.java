package dev.evenkeel.kernel.view;

import java.util.Arrays;

/**
 * What the gradients of beta and gamma are sums of, per column.
 *
 * @param dy {@code sum(dy)}
 * @param dyXhat {@code sum(dy * xhat)}
 */
public record GradientSums(double[] dy, double[] dyXhat) {
    public GradientSums(int columns) {
        this(Moments.apart(columns), Moments.apart(columns));
    }

    public void clear() {
        Arrays.fill(dy, 0);
        Arrays.fill(dyXhat, 0);
    }

    /** Adds those of other rows in the columns {@code [from, to)}. */
    public void add(GradientSums other, int from, int to) {
        for (int column = from; column < to; column++) {
            dy[column] += other.dy[column];
            dyXhat[column] += other.dyXhat[column];
        }
    }
}
