package dev.evenkeel.kernels.vector;

import dev.evenkeel.kernel.ActivationFunctions;
import dev.evenkeel.kernel.scalar.ScalarKernels;
import dev.evenkeel.kernel.view.Activation;
import dev.evenkeel.kernel.view.ActivationBuffers;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

/**
 * ActivationFunctions and their derivatives, one loop for each: a loop of several would outgrow the compiler. What is less than
 * a register goes through the scalar loops, whose bits are the same.
 */
public final class VectorActivationFunctions implements ActivationFunctions {
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
            ScalarKernels.kernels()
                    .activations()
                    .apply(activation, slope, x, xOffset + bound, y, yOffset + bound, length - bound);
        }
    }

    @Override
    public void backward(Activation activation, float slope, ActivationBuffers buffers, int from, int to) {
        int bound = from + Lanes.bound(to - from);
        switch (activation) {
            case IDENTITY -> System.arraycopy(buffers.dy(), from, buffers.dx(), from, bound - from);
            case RELU -> rectify(buffers.x(), buffers.dy(), from, buffers.dx(), from, bound - from);
            case LEAKY_RELU -> leakyReluBackward(slope, buffers, from, bound);
            case GELU -> VectorGates.geluBackward(buffers, from, bound);
            case GELU_TANH -> VectorGates.geluTanhBackward(buffers, from, bound);
            case SILU -> VectorGates.siluBackward(buffers, from, bound);
            case SIGMOID -> sigmoidBackward(buffers, from, bound);
            case TANH -> tanhBackward(buffers, from, bound);
        }
        if (bound < to) {
            ScalarKernels.kernels().activations().backward(activation, slope, buffers, bound, to);
        }
    }

    @Override
    public void reluBackward(float[] y, float[] dy, int from, float[] dx, int at, int length) {
        int bound = Lanes.bound(length);
        rectify(y, dy, from, dx, at, bound);
        if (bound < length) {
            ScalarKernels.kernels().activations().reluBackward(y, dy, from + bound, dx, at + bound, length - bound);
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

    private static void leakyReluBackward(float slope, ActivationBuffers buffers, int from, int to) {
        float[] x = buffers.x();
        float[] dy = buffers.dy();
        float[] dx = buffers.dx();
        FloatVector zero = FloatVector.zero(S);
        FloatVector slopes = FloatVector.broadcast(S, slope);
        for (int i = from; i < to; i += L) {
            FloatVector gradient = FloatVector.fromArray(S, dy, i);
            gradient.mul(slopes)
                    .blend(gradient, FloatVector.fromArray(S, x, i).compare(VectorOperators.GT, zero))
                    .intoArray(dx, i);
        }
    }

    /** The gradient where the other values are above 0. */
    private static void rectify(float[] values, float[] dy, int from, float[] dx, int at, int length) {
        FloatVector zero = FloatVector.zero(S);
        for (int i = 0; i < length; i += L) {
            FloatVector gradient = FloatVector.fromArray(S, dy, from + i);
            zero.blend(gradient, FloatVector.fromArray(S, values, from + i).compare(VectorOperators.GT, zero))
                    .intoArray(dx, at + i);
        }
    }

    private static void sigmoidBackward(ActivationBuffers buffers, int from, int to) {
        float[] y = buffers.y();
        float[] dy = buffers.dy();
        float[] dx = buffers.dx();
        FloatVector one = FloatVector.broadcast(S, 1f);
        for (int i = from; i < to; i += L) {
            FloatVector value = FloatVector.fromArray(S, y, i);
            value.mul(one.sub(value)).mul(FloatVector.fromArray(S, dy, i)).intoArray(dx, i);
        }
    }

    private static void tanhBackward(ActivationBuffers buffers, int from, int to) {
        float[] y = buffers.y();
        float[] dy = buffers.dy();
        float[] dx = buffers.dx();
        FloatVector one = FloatVector.broadcast(S, 1f);
        for (int i = from; i < to; i += L) {
            FloatVector value = FloatVector.fromArray(S, y, i);
            value.neg().fma(value, one).mul(FloatVector.fromArray(S, dy, i)).intoArray(dx, i);
        }
    }
}
