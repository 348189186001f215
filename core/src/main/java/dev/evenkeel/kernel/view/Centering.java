package dev.evenkeel.kernel.view;

/** Whether a row normalization takes the mean away. */
public enum Centering {
    /** {@code xhat = (x - mean) / sqrt(variance + epsilon)}: layer normalization. */
    MEAN,
    /** {@code xhat = x / sqrt(mean(x^2) + epsilon)}: root-mean-square normalization. */
    NONE
}
