package dev.evenkeel.norm;

import dev.evenkeel.layer.InferenceContext;
import dev.evenkeel.layer.TrainingContext;
import dev.evenkeel.layer.TrainingMode.Gradients;
import dev.evenkeel.layer.Variable;
import dev.evenkeel.norm.setting.Affine;
import java.util.Arrays;
import java.util.Optional;

/** A context's gamma and beta: learned, or the constants 1 and 0. */
final class GammaBeta {
    private final Optional<Variable> gamma;
    private final Optional<Variable> beta;
    private final float[] ones;
    private final float[] zeros;
    private final boolean learns;

    private GammaBeta(TrainingContext context, Optional<Variable> gamma, Optional<Variable> beta, int size) {
        this.gamma = gamma;
        this.beta = beta;
        this.ones = ones(gamma.isPresent() ? 0 : size);
        this.zeros = new float[beta.isPresent() ? 0 : size];
        this.learns = (gamma.isPresent() || beta.isPresent())
                && context.trainingMode().gradients() == Gradients.PARAMETERS;
    }

    static GammaBeta of(TrainingContext context, Affine affine, int size) {
        return new GammaBeta(context, gamma(context, affine), beta(context, affine), size);
    }

    static GammaBeta withoutBeta(TrainingContext context, Affine affine, int size) {
        return new GammaBeta(context, gamma(context, affine), Optional.empty(), size);
    }

    private static Optional<Variable> gamma(TrainingContext context, Affine affine) {
        return affine.scales() ? Optional.of(context.parameter("weight")) : Optional.empty();
    }

    private static Optional<Variable> beta(TrainingContext context, Affine affine) {
        return affine.shifts() ? Optional.of(context.parameter("bias")) : Optional.empty();
    }

    static float[] frozenGamma(String who, InferenceContext context, Affine affine, int size) {
        return affine.scales() ? FrozenChannels.finite(who, "weight", context) : ones(size);
    }

    static float[] frozenBeta(String who, InferenceContext context, Affine affine, int size) {
        return affine.shifts() ? FrozenChannels.finite(who, "bias", context) : new float[size];
    }

    float[] gamma() {
        return gamma.isPresent() ? gamma.get().values() : ones;
    }

    float[] beta() {
        return beta.isPresent() ? beta.get().values() : zeros;
    }

    /** Whether any gradient is wanted here. */
    boolean learns() {
        return learns;
    }

    /** Adds to the gradients of one element that are wanted. */
    void learn(int index, double gammaGradient, double betaGradient) {
        if (learns) {
            add(gamma, index, gammaGradient);
            add(beta, index, betaGradient);
        }
    }

    private static void add(Optional<Variable> variable, int index, double gradient) {
        if (variable.isPresent() && variable.get().needsGradient()) {
            variable.get().gradient()[index] += (float) gradient;
        }
    }

    private static float[] ones(int size) {
        float[] ones = new float[size];
        Arrays.fill(ones, 1);
        return ones;
    }
}
