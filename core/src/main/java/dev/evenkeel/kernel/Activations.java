package dev.evenkeel.kernel;

/** Activations, element by element. */
public interface Activations {
    /** {@code y = f(x)}; slope is that of LEAKY_RELU. x and y may be the same. */
    void apply(Activation activation, float slope, float[] x, int xOffset, float[] y, int yOffset, int length);

    /** {@code dx = f'(x) * dy}, with {@code y = f(x)} at hand. dy and dx may be the same. */
    void backward(
            Activation activation,
            float slope,
            float[] x,
            int xOffset,
            float[] y,
            int yOffset,
            float[] dy,
            int dyOffset,
            float[] dx,
            int dxOffset,
            int length);
}
