package dev.evenkeel.observe;

import java.util.OptionalDouble;

/**
 * A parameter that learns, in one step.
 *
 * @param parameter its full name, as {@code 2.weight}
 * @param values before the step
 * @param gradient of the loss, before clipping
 * @param norm the root of the sum of squares of the values
 * @param gradientNorm the same of the gradient
 * @param updateNorm the same of what the step added
 * @param effectiveRate {@code rate / norm^2} for the weights of a layer whose output a normalization rescales, whose
 *     direction turns at this rate whatever their norm (van Laarhoven 2017, arXiv 1706.05350)
 */
public record ParameterObservation(
        String parameter,
        Distribution values,
        Distribution gradient,
        double norm,
        double gradientNorm,
        double updateNorm,
        OptionalDouble effectiveRate) {
    /** {@code |dW| / |W|}: about 0.001 in a network that learns well. Infinite where the values are all zero. */
    public double updateRatio() {
        return updateNorm / norm;
    }
}
