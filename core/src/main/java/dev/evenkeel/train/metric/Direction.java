package dev.evenkeel.train.metric;

/** Which of two values of a measure is better. */
public enum Direction {
    HIGHER,
    LOWER;

    /** Whether {@code value} is better than {@code other} by more than {@code margin}; NaN never is. */
    public boolean isBetter(double value, double other, double margin) {
        return this == HIGHER ? value > other + margin : value < other - margin;
    }
}
