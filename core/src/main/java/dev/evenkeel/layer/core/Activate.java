package dev.evenkeel.layer.core;

import dev.evenkeel.json.JsonObject;
import dev.evenkeel.json.JsonValue;
import dev.evenkeel.kernel.Kernels;
import dev.evenkeel.kernel.view.Activation;
import dev.evenkeel.kernel.view.ActivationBuffers;
import dev.evenkeel.layer.InferenceContext;
import dev.evenkeel.layer.LoopPass;
import dev.evenkeel.layer.Settings;
import dev.evenkeel.layer.TrainingContext;
import dev.evenkeel.layer.TrainingPass;
import dev.evenkeel.layer.UnaryLayer;
import dev.evenkeel.operation.Operation;
import dev.evenkeel.operation.builtin.PointwiseOperation;

/**
 * {@code y = f(x)}, element by element, on inputs of any shape; {@link Activation} has the formulas.
 *
 * @param activation f
 * @param slope that of {@link Activation#LEAKY_RELU} where {@code x < 0}; 0 for all others
 */
public record Activate(Activation activation, float slope) implements UnaryLayer {
    /** The usual slope of a leaky ReLU (Maas et al. 2013). */
    public static final float USUAL_SLOPE = 0.01f;

    public Activate {
        if (activation == Activation.IDENTITY) {
            throw new IllegalArgumentException("An activation needs a nonlinear function, but got the identity");
        }
        if (!Float.isFinite(slope) || (activation != Activation.LEAKY_RELU && slope != 0)) {
            throw new IllegalArgumentException(
                    "A leaky ReLU needs a finite slope and other functions have none, but got " + slope);
        }
    }

    /** Any function without a slope. */
    public static Activate of(Activation activation) {
        return new Activate(activation, 0);
    }

    public static Activate leakyRelu(float slope) {
        return new Activate(Activation.LEAKY_RELU, slope);
    }

    /** Reads {@code leakyRelu}: {@code slope}. */
    public static Activate readLeakyRelu(Settings settings) {
        return leakyRelu(settings.number("slope", USUAL_SLOPE));
    }

    /** Reads {@code gelu}: {@code approximation} is {@code none} or {@code tanh}. */
    public static Activate readGelu(Settings settings) {
        return switch (settings.choice("approximation", Approximation.NONE)) {
            case NONE -> of(Activation.GELU);
            case TANH -> of(Activation.GELU_TANH);
        };
    }

    /** How GELU's error function is computed. */
    private enum Approximation {
        NONE,
        TANH
    }

    @Override
    public String typeName() {
        return Settings.wordOf(activation == Activation.GELU_TANH ? Activation.GELU : activation);
    }

    @Override
    public JsonValue settings() {
        return switch (activation) {
            case LEAKY_RELU -> JsonValue.of(slope);
            case GELU_TANH -> JsonValue.of(Settings.wordOf(Approximation.TANH));
            default -> JsonObject.of();
        };
    }

    @Override
    public TrainingPass training(TrainingContext context) {
        Kernels kernels = context.compute().kernels();
        float[] x = context.input().values();
        float[] y = context.output().values();
        ActivationBuffers buffers = context.needsInputGradient(0)
                ? new ActivationBuffers(x, y, context.outputGradient(), context.inputGradient(0))
                : new ActivationBuffers(x, y, y, x);
        return LoopPass.ofElements(
                context,
                (from, to) -> kernels.activations().apply(activation, slope, x, from, y, from, to - from),
                (from, to) -> kernels.activations().backward(activation, slope, buffers, from, to));
    }

    @Override
    public Operation inference(InferenceContext context) {
        return new PointwiseOperation(typeName(), activation, slope);
    }
}
