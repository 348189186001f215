package dev.evenkeel.norm;

import dev.evenkeel.layer.InferenceContext;
import dev.evenkeel.layer.TrainingContext;
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

    private GammaBeta(Optional<Variable> gamma, Optional<Variable> beta, int size) {
        this.gamma = gamma;
        this.beta = beta;
        this.ones = ones(gamma.isPresent() ? 0 : size);
        this.zeros = new float[beta.isPresent() ? 0 : size];
    }

    static GammaBeta of(TrainingContext context, Affine affine, int size) {
        return new GammaBeta(gamma(context, affine), beta(context, affine), size);
    }

    static GammaBeta withoutBeta(TrainingContext context, Affine affine, int size) {
        return new GammaBeta(gamma(context, affine), Optional.empty(), size);
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

    /** Whether one of them is learned in this run. */
    boolean needsGradient() {
        return needsGradient(gamma) || needsGradient(beta);
    }

    private static boolean needsGradient(Optional<Variable> variable) {
        return variable.isPresent() && variable.get().needsGradient();
    }

    /** Adds to the gradients of one element, of what is learned. */
    void accumulateGradient(int index, double gammaGradient, double betaGradient) {
        add(gamma, index, gammaGradient);
        add(beta, index, betaGradient);
    }

    private static void add(Optional<Variable> variable, int index, double gradient) {
        if (needsGradient(variable)) {
            variable.get().gradient()[index] += (float) gradient;
        }
    }

    private static float[] ones(int size) {
        float[] ones = new float[size];
        Arrays.fill(ones, 1);
        return ones;
    }
}
