package dev.evenkeel.observe;

import java.util.OptionalDouble;

/**
 * A parameter that learns, in one step.
 *
 * @param parameter its full name, as {@code 2.weight}
 * @param values before the step
 * @param gradient of the loss over all batches of the step, before clipping and weight decay
 * @param norm the root of the sum of squares of the values
 * @param gradientNorm the same of the gradient
 * @param updateNorm the same of what the step added
 * @param effectiveRate {@code learningRate / norm^2}, with the learning rate of the parameter's group, for the weights of a linear layer or
 *     convolution that a normalization alone reads and rescales by its own statistics: their direction turns at this learning rate
 *     whatever their norm (van Laarhoven 2017, arXiv 1706.05350). Where the normalization does not take each channel's mean
 *     off, a bias is taken to scale along
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
