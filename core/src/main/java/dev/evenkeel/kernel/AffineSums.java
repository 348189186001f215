package dev.evenkeel.kernel;

/**
 * Where a block of rows puts its sums for the gradients of gamma and beta, in double: those of a column at
 * {@code [at + column]}.
 *
 * @param gamma {@code sum dy * xhat}
 * @param beta {@code sum dy}
 */
public record AffineSums(double[] gamma, double[] beta, int at) {}
