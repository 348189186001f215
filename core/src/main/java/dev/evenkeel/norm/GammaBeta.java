package dev.evenkeel.norm;

import dev.evenkeel.layer.FrozenSite;
import dev.evenkeel.layer.Site;
import dev.evenkeel.layer.Treatment.Gradients;
import dev.evenkeel.layer.Variable;
import dev.evenkeel.norm.setting.Affine;
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
        this.learns =
                (gamma.isPresent() || beta.isPresent()) && site.treatment().gradients() == Gradients.PARAMETERS;
    }

    static GammaBeta of(Site site, Affine affine, int size) {
        return new GammaBeta(site, gamma(site, affine), beta(site, affine), size);
    }

    static GammaBeta withoutBeta(Site site, Affine affine, int size) {
        return new GammaBeta(site, gamma(site, affine), Optional.empty(), size);
    }

    private static Optional<Variable> gamma(Site site, Affine affine) {
        return affine.scales() ? Optional.of(site.parameter("weight")) : Optional.empty();
    }

    private static Optional<Variable> beta(Site site, Affine affine) {
        return affine.shifts() ? Optional.of(site.parameter("bias")) : Optional.empty();
    }

    static float[] frozenGamma(String who, FrozenSite site, Affine affine, int size) {
        return affine.scales() ? FrozenChannels.finite(who, "weight", site) : ones(size);
    }

    static float[] frozenBeta(String who, FrozenSite site, Affine affine, int size) {
        return affine.shifts() ? FrozenChannels.finite(who, "bias", site) : new float[size];
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
