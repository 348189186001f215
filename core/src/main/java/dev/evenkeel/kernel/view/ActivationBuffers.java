package dev.evenkeel.kernel.view;

/**
 * The arrays of an activation {@code y = f(x)}, element by element: its input, its output, and the gradients of both. dy and dx
 * may be the same.
 */
public record ActivationBuffers(float[] x, float[] y, float[] dy, float[] dx) {}
