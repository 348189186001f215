package dev.evenkeel.norm;

import dev.evenkeel.layer.FrozenSite;
import dev.evenkeel.layer.Site;
import dev.evenkeel.layer.Treatment.Gradients;
import dev.evenkeel.layer.Variable;
import java.util.Arrays;
import java.util.Optional;

/** A site's gamma and beta: learned, or the constants 1 and 0. */
final class GammaBeta {
    private final Optional<Variable> gamma;
    private final Optional<Variable> beta;
    private final float[] ones;
    private final float[] zeros;
    private final boolean learns;

    private GammaBeta(Site site, Optional<Variable> gamma, Optional<Variable> beta, int size) {
        this.gamma = gamma;
        this.beta = beta;
        this.ones = ones(gamma.isPresent() ? 0 : size);
        this.zeros = new float[beta.isPresent() ? 0 : size];
        this.learns = gamma.isPresent() && site.treatment().gradients() == Gradients.PARAMETERS;
    }

    static GammaBeta of(Site site, Affine affine, int size) {
        return affine == Affine.NONE
                ? new GammaBeta(site, Optional.empty(), Optional.empty(), size)
                : new GammaBeta(site, Optional.of(site.parameter("weight")), Optional.of(site.parameter("bias")), size);
    }

    static GammaBeta withoutBeta(Site site, Affine affine, int size) {
        return affine == Affine.NONE
                ? of(site, affine, size)
                : new GammaBeta(site, Optional.of(site.parameter("weight")), Optional.empty(), size);
    }

    static float[] frozenGamma(String who, FrozenSite site, Affine affine, int size) {
        return affine == Affine.NONE ? ones(size) : FrozenChannels.finite(who, "weight", site);
    }

    static float[] frozenBeta(String who, FrozenSite site, Affine affine, int size) {
        return affine == Affine.NONE ? new float[size] : FrozenChannels.finite(who, "bias", site);
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
