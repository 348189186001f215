package dev.evenkeel.lab.check;

import static dev.evenkeel.network.Layers.batchNorm;

import dev.evenkeel.kernel.team.Team;
import dev.evenkeel.layer.Step;
import dev.evenkeel.network.Network;
import dev.evenkeel.program.TrainingProgram;
import dev.evenkeel.tensor.Randomness;
import dev.evenkeel.tensor.Shape;
import java.util.List;
import java.util.stream.Stream;

/**
 * S7: small batches inflate the inverse deviation, {@code E[1/s_B] = sqrt(m/2) Gamma((m-2)/2) / Gamma((m-1)/2) / sigma} for m
 * Gaussian values, biased variance and epsilon 0.
 */
final class SmallBatchChecks {
    private static final int CHANNELS = 4096;
    private static final int SAMPLES = 200_000;
    private static final double BOUND = 0.01;

    private SmallBatchChecks() {}

    static List<Check> all() {
        return Stream.of(4, 8, 32)
                .map(size -> new Check(
                        "S7 m = " + size,
                        "mean of 1/s over " + SAMPLES + " batches of " + size + " = closed form",
                        BOUND,
                        seed -> Math.abs(measured(seed, size) / closedForm(size) - 1)))
                .toList();
    }

    static double closedForm(int size) {
        return Math.sqrt(size / 2.0) * gammaOfHalves(size - 2) / gammaOfHalves(size - 1);
    }

    /** {@code Gamma(n / 2)} by {@code Gamma(x + 1) = x Gamma(x)}, from {@code Gamma(1) = 1} and {@code Gamma(1/2) = sqrt(pi)}. */
    private static double gammaOfHalves(int halves) {
        double gamma = halves % 2 == 0 ? 1 : Math.sqrt(Math.PI);
        for (int below = halves - 2; below > 0; below -= 2) {
            gamma *= below / 2.0;
        }
        return gamma;
    }

    /** By how much batchNorm stretches the distance of the first two values of a channel. */
    private static double measured(long seed, int size) {
        TrainingProgram program = Sample.program(
                Network.of(Shape.of(CHANNELS), batchNorm().withoutAffine().epsilon(Float.MIN_NORMAL)),
                size,
                Team.alone());
        float[] x = program.input().values();
        float[] y = program.output().values();
        Randomness random = Randomness.of(seed, "small batches");
        double sum = 0;
        int rounds = SAMPLES / CHANNELS + 1;
        for (int round = 0; round < rounds; round++) {
            Sample.copy(Sample.gaussian(random, size * CHANNELS, 0), x);
            program.forward(size, round, Step.Purpose.LEARN);
            for (int channel = 0; channel < CHANNELS; channel++) {
                sum += ((double) y[CHANNELS + channel] - y[channel]) / ((double) x[CHANNELS + channel] - x[channel]);
            }
        }
        return sum / rounds / CHANNELS;
    }
}
