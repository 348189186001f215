package dev.evenkeel.kernel.scalar;

import dev.evenkeel.kernel.ActivationFunctions;
import dev.evenkeel.kernel.view.Activation;
import dev.evenkeel.kernel.view.ActivationBuffers;

/** ActivationFunctions, element by element. */
final class ScalarActivationFunctions implements ActivationFunctions {
    /** {@code f(x)}. */
    static float apply(Activation activation, float slope, float x) {
        return switch (activation) {
            case IDENTITY -> x;
            case RELU -> x < 0f ? 0f : x;
            case LEAKY_RELU -> x > 0f ? x : slope * x;
            case GELU -> Transcendental.gelu(x);
            case GELU_TANH -> Transcendental.geluTanh(x);
            case SILU -> Transcendental.silu(x);
            case SIGMOID -> Transcendental.sigmoid(x);
            case TANH -> Transcendental.tanh(x);
        };
    }

    /** {@code f'(x) * dy}, with {@code y = f(x)}. */
    static float backward(Activation activation, float slope, float x, float y, float dy) {
        return switch (activation) {
            case IDENTITY -> dy;
            case RELU -> x > 0f ? dy : 0f;
            case LEAKY_RELU -> x > 0f ? dy : slope * dy;
            case GELU -> Transcendental.geluSlope(x) * dy;
            case GELU_TANH -> Transcendental.geluTanhSlope(x) * dy;
            case SILU -> Transcendental.siluSlope(x, y) * dy;
            case SIGMOID -> y * (1f - y) * dy;
            case TANH -> Math.fma(-y, y, 1f) * dy;
        };
    }

    @Override
    public void apply(Activation activation, float slope, float[] x, int xOffset, float[] y, int yOffset, int length) {
        switch (activation) {
            case IDENTITY -> System.arraycopy(x, xOffset, y, yOffset, length);
            case RELU -> {
                for (int i = 0; i < length; i++) {
                    float value = x[xOffset + i];
                    y[yOffset + i] = value < 0f ? 0f : value;
                }
            }
            default -> {
                for (int i = 0; i < length; i++) {
                    y[yOffset + i] = apply(activation, slope, x[xOffset + i]);
                }
            }
        }
    }

    @Override
    public void backward(Activation activation, float slope, ActivationBuffers buffers, int from, int to) {
        float[] x = buffers.x();
        float[] y = buffers.y();
        float[] dy = buffers.dy();
        float[] dx = buffers.dx();
        for (int i = from; i < to; i++) {
            dx[i] = backward(activation, slope, x[i], y[i], dy[i]);
        }
    }

    @Override
    public void reluBackward(float[] y, float[] dy, int from, float[] dx, int at, int length) {
        for (int i = 0; i < length; i++) {
            dx[at + i] = y[from + i] > 0f ? dy[from + i] : 0f;
        }
    }
}
