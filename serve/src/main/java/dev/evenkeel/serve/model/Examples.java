package dev.evenkeel.serve.model;

import dev.evenkeel.tensor.Mask;

/**
 * Examples of a model, one after the other.
 *
 * @param mask which of their positions are real
 */
public record Examples(float[] inputs, int count, Mask mask) {}
