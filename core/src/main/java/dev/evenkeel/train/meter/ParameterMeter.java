package dev.evenkeel.train.meter;

import dev.evenkeel.kernel.Kernels;
import dev.evenkeel.observe.Distribution;
import dev.evenkeel.observe.ParameterObservation;
import dev.evenkeel.program.ParameterSlot;
import java.util.Optional;
import java.util.OptionalDouble;

/** Looks at a parameter in a step: first once its gradient is summed, then once its next values are known. */
public final class ParameterMeter {
    private static final int BLOCK = 4096;

    private final Kernels kernels;
    private final ParameterSlot slot;
    private final double learningRateFactor;
    private final Scaling scaling;
    private final float[] differences;
    private Optional<Distribution> values = Optional.empty();
    private Optional<Distribution> gradient = Optional.empty();
    private double norm;
    private double gradientNorm;

    /** Whether the parameter's scale is without effect. */
    public enum Scaling {
        NORMALIZED,
        EFFECTIVE
    }

    /**
     * A meter of a parameter.
     *
     * @param learningRateFactor its group's
     */
    public ParameterMeter(Kernels kernels, ParameterSlot slot, double learningRateFactor, Scaling scaling) {
        this.kernels = kernels;
        this.slot = slot;
        this.learningRateFactor = learningRateFactor;
        this.scaling = scaling;
        differences = new float[Math.min(BLOCK, slot.values().length)];
    }

    void look(Sample sample) {
        values = sample.of(slot.values()).distribution();
        gradient = sample.of(slot.gradient()).distribution();
        norm = norm(slot.values());
        gradientNorm = norm(slot.gradient());
    }

    /** Empty where a value or gradient was not finite. */
    Optional<ParameterObservation> finish(double learningRate) {
        return values.flatMap(looked -> gradient.map(also -> new ParameterObservation(
                slot.name(),
                looked,
                also,
                norm,
                gradientNorm,
                updateNorm(),
                effectiveRate(learningRate * learningRateFactor))));
    }

    private OptionalDouble effectiveRate(double learningRate) {
        return scaling == Scaling.NORMALIZED && norm > 0
                ? OptionalDouble.of(learningRate / (norm * norm))
                : OptionalDouble.empty();
    }

    private double norm(float[] array) {
        return Math.sqrt(kernels.elements().sumOfSquares(array, 0, array.length));
    }

    private double updateNorm() {
        float[] before = slot.values();
        float[] after = slot.next();
        double sum = 0;
        for (int from = 0; from < before.length; from += BLOCK) {
            int length = Math.min(BLOCK, before.length - from);
            kernels.elements().scale(-1, before, from, differences, 0, length);
            kernels.elements().add(after, from, differences, 0, differences, 0, length);
            sum += kernels.elements().sumOfSquares(differences, 0, length);
        }
        return Math.sqrt(sum);
    }
}
