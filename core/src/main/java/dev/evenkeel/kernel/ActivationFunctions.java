package dev.evenkeel.kernel;

import dev.evenkeel.kernel.view.Activation;
import dev.evenkeel.kernel.view.ActivationBuffers;

/** ActivationFunctions, element by element. */
public interface ActivationFunctions {
    /** {@code y = f(x)}; slope is that of LEAKY_RELU. x and y may be the same. */
    void apply(Activation activation, float slope, float[] x, int xOffset, float[] y, int yOffset, int length);

    /** {@code dx = f'(x) * dy}, with {@code y = f(x)} at hand, of the elements {@code [from, to)}. */
    void backward(Activation activation, float slope, ActivationBuffers buffers, int from, int to);

    /**
     * {@code dx = dy} where {@code y > 0}, else 0: the ReLU's gradient from its output. y and dy are read from {@code from} on,
     * dx is written from {@code at} on. dy and dx may be the same.
     */
    void reluBackward(float[] y, float[] dy, int from, float[] dx, int at, int length);
}
