package dev.evenkeel.kernels.vector;

import dev.evenkeel.kernel.Activation;
import dev.evenkeel.kernel.Activations;
import dev.evenkeel.kernel.Kernels;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

/**
 * Activations and their derivatives, one loop for each: a loop of several would outgrow the compiler. What is less than
 * a register goes through the scalar loops, whose bits are the same.
 */
final class VectorActivations implements Activations {
    private static final VectorSpecies<Float> S = Lanes.FLOATS;
    private static final int L = Lanes.COUNT;

    @Override
    public void apply(Activation activation, float slope, float[] x, int xOffset, float[] y, int yOffset, int length) {
        int bound = Lanes.bound(length);
        switch (activation) {
            case IDENTITY -> System.arraycopy(x, xOffset, y, yOffset, bound);
            case RELU -> relu(x, xOffset, y, yOffset, bound);
            case LEAKY_RELU -> leakyRelu(slope, x, xOffset, y, yOffset, bound);
            case GELU -> VectorGates.gelu(x, xOffset, y, yOffset, bound);
            case GELU_TANH -> VectorGates.geluTanh(x, xOffset, y, yOffset, bound);
            case SILU -> VectorGates.silu(x, xOffset, y, yOffset, bound);
            case SIGMOID -> VectorGates.sigmoid(x, xOffset, y, yOffset, bound);
            case TANH -> VectorTranscendental.tanh(x, xOffset, y, yOffset, bound);
        }
        if (bound < length) {
            Kernels.scalar()
                    .activations()
                    .apply(activation, slope, x, xOffset + bound, y, yOffset + bound, length - bound);
        }
    }

    @Override
    public void backward(
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
            int length) {
        int bound = Lanes.bound(length);
        switch (activation) {
            case IDENTITY -> System.arraycopy(dy, dyOffset, dx, dxOffset, bound);
            case RELU -> reluBackward(x, xOffset, dy, dyOffset, dx, dxOffset, bound);
            case LEAKY_RELU -> leakyReluBackward(slope, x, xOffset, dy, dyOffset, dx, dxOffset, bound);
            case GELU -> VectorGates.geluBackward(x, xOffset, dy, dyOffset, dx, dxOffset, bound);
            case GELU_TANH -> VectorGates.geluTanhBackward(x, xOffset, dy, dyOffset, dx, dxOffset, bound);
            case SILU -> VectorGates.siluBackward(x, xOffset, y, yOffset, dy, dyOffset, dx, dxOffset, bound);
            case SIGMOID -> sigmoidBackward(y, yOffset, dy, dyOffset, dx, dxOffset, bound);
            case TANH -> tanhBackward(y, yOffset, dy, dyOffset, dx, dxOffset, bound);
        }
        if (bound < length) {
            Kernels.scalar()
                    .activations()
                    .backward(
                            activation,
                            slope,
                            x,
                            xOffset + bound,
                            y,
                            yOffset + bound,
                            dy,
                            dyOffset + bound,
                            dx,
                            dxOffset + bound,
                            length - bound);
        }
    }

    private static void relu(float[] x, int xAt, float[] y, int yAt, int length) {
        FloatVector zero = FloatVector.zero(S);
        for (int i = 0; i < length; i += L) {
            FloatVector value = FloatVector.fromArray(S, x, xAt + i);
            value.blend(zero, value.compare(VectorOperators.LT, zero)).intoArray(y, yAt + i);
        }
    }

    private static void leakyRelu(float slope, float[] x, int xAt, float[] y, int yAt, int length) {
        FloatVector zero = FloatVector.zero(S);
        for (int i = 0; i < length; i += L) {
            FloatVector value = FloatVector.fromArray(S, x, xAt + i);
            value.mul(slope)
                    .blend(value, value.compare(VectorOperators.GT, zero))
                    .intoArray(y, yAt + i);
        }
    }

    private static void leakyReluBackward(
            float slope, float[] x, int xAt, float[] dy, int dyAt, float[] dx, int dxAt, int length) {
        FloatVector zero = FloatVector.zero(S);
        FloatVector slopes = FloatVector.broadcast(S, slope);
        for (int i = 0; i < length; i += L) {
            FloatVector gradient = FloatVector.fromArray(S, dy, dyAt + i);
            gradient.mul(slopes)
                    .blend(gradient, FloatVector.fromArray(S, x, xAt + i).compare(VectorOperators.GT, zero))
                    .intoArray(dx, dxAt + i);
        }
    }

    private static void reluBackward(float[] x, int xAt, float[] dy, int dyAt, float[] dx, int dxAt, int length) {
        FloatVector zero = FloatVector.zero(S);
        for (int i = 0; i < length; i += L) {
            FloatVector gradient = FloatVector.fromArray(S, dy, dyAt + i);
            zero.blend(gradient, FloatVector.fromArray(S, x, xAt + i).compare(VectorOperators.GT, zero))
                    .intoArray(dx, dxAt + i);
        }
    }

    private static void sigmoidBackward(float[] y, int yAt, float[] dy, int dyAt, float[] dx, int dxAt, int length) {
        FloatVector one = FloatVector.broadcast(S, 1f);
        for (int i = 0; i < length; i += L) {
            FloatVector value = FloatVector.fromArray(S, y, yAt + i);
            value.mul(one.sub(value))
                    .mul(FloatVector.fromArray(S, dy, dyAt + i))
                    .intoArray(dx, dxAt + i);
        }
    }

    private static void tanhBackward(float[] y, int yAt, float[] dy, int dyAt, float[] dx, int dxAt, int length) {
        FloatVector one = FloatVector.broadcast(S, 1f);
        for (int i = 0; i < length; i += L) {
            FloatVector value = FloatVector.fromArray(S, y, yAt + i);
            value.neg()
                    .fma(value, one)
                    .mul(FloatVector.fromArray(S, dy, dyAt + i))
                    .intoArray(dx, dxAt + i);
        }
    }
}
