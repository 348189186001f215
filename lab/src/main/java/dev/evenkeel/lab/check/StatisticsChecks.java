package dev.evenkeel.lab.check;

import static dev.evenkeel.network.Layers.batchNorm;
import static dev.evenkeel.network.Layers.linear;
import static dev.evenkeel.network.Layers.relu;

import dev.evenkeel.kernel.team.Team;
import dev.evenkeel.layer.Step;
import dev.evenkeel.network.Network;
import dev.evenkeel.norm.BatchNorm;
import dev.evenkeel.program.TrainingProgram;
import dev.evenkeel.tensor.Randomness;
import dev.evenkeel.tensor.Shape;
import java.util.ArrayList;
import java.util.List;

/** S6: closed forms of the running statistics, which are kept in float, and the same bits for any number of threads. */
final class StatisticsChecks {
    private static final double FLOAT = 2e-6;
    private static final int CHANNELS = 6;
    private static final int BATCH = 32;
    private static final int STEPS = 50;
    private static final float WEIGHT = 0.1f;

    private StatisticsChecks() {}

    static List<Check> all() {
        return List.of(
                new Check(
                        "S6 running mean",
                        "running mean after " + STEPS + " batches = sum of w (1 - w)^(n - t) mean_t",
                        FLOAT,
                        seed -> exponential(seed, "0.running_mean")),
                new Check(
                        "S6 running variance",
                        "running variance = (1 - w)^n + sum of w (1 - w)^(n - t) variance_t, unbiased",
                        FLOAT,
                        seed -> exponential(seed, "0.running_var")),
                new Check(
                        "S6 pooled mean",
                        "cumulative running mean after " + STEPS + " batches = mean of all values",
                        FLOAT,
                        seed -> cumulative(seed, "0.running_mean")),
                new Check(
                        "S6 pooled variance",
                        "cumulative running variance = unbiased variance of all values",
                        FLOAT,
                        seed -> cumulative(seed, "0.running_var")),
                threads(2),
                threads(8));
    }

    private static Check threads(int count) {
        return new Check(
                "S6 " + count + " threads",
                "outputs and gradients that are other bits than those of one thread",
                0,
                seed -> otherBits(seed, count));
    }

    private static double[] batch(long seed, int number) {
        return Sample.gaussian(Randomness.of(seed, "batch", number), BATCH * CHANNELS, 0.5 + 0.01 * number);
    }

    private static double exponential(long seed, String statistic) {
        double[] expected = new double[CHANNELS];
        boolean mean = statistic.endsWith("mean");
        for (int channel = 0; channel < CHANNELS; channel++) {
            expected[channel] = mean ? 0 : Math.pow(1 - WEIGHT, STEPS);
            for (int number = 0; number < STEPS; number++) {
                double[] moments = moments(batch(seed, number), channel);
                expected[channel] += WEIGHT * Math.pow(1 - WEIGHT, STEPS - 1 - number) * moments[mean ? 0 : 1];
            }
        }
        return Sample.deviation(gathered(seed, batchNorm().newBatchWeight(WEIGHT), statistic), expected);
    }

    private static double cumulative(long seed, String statistic) {
        double[] all = new double[STEPS * BATCH * CHANNELS];
        for (int number = 0; number < STEPS; number++) {
            System.arraycopy(batch(seed, number), 0, all, number * BATCH * CHANNELS, BATCH * CHANNELS);
        }
        double[] expected = new double[CHANNELS];
        for (int channel = 0; channel < CHANNELS; channel++) {
            expected[channel] = moments(all, channel)[statistic.endsWith("mean") ? 0 : 1];
        }
        return Sample.deviation(gathered(seed, batchNorm().cumulative(), statistic), expected);
    }

    /** Mean and unbiased variance of a channel. */
    private static double[] moments(double[] values, int channel) {
        int count = values.length / CHANNELS;
        double mean = 0;
        for (int at = channel; at < values.length; at += CHANNELS) {
            mean += values[at] / count;
        }
        double squares = 0;
        for (int at = channel; at < values.length; at += CHANNELS) {
            squares += (values[at] - mean) * (values[at] - mean);
        }
        return new double[] {mean, squares / (count - 1)};
    }

    private static double[] gathered(long seed, BatchNorm norm, String statistic) {
        TrainingProgram program = Sample.program(Network.of(Shape.of(CHANNELS), norm), BATCH, Team.alone());
        for (int number = 0; number < STEPS; number++) {
            Sample.copy(batch(seed, number), program.input().values());
            program.begin();
            program.forward(BATCH, number, Step.Purpose.LEARN);
            program.commit();
        }
        float[] values = program.statistics().stream()
                .filter(slot -> slot.name().equals(statistic))
                .findFirst()
                .orElseThrow()
                .values();
        return Sample.doubles(values, CHANNELS);
    }

    private static double otherBits(long seed, int threads) {
        List<float[]> alone = computed(seed, 1);
        List<float[]> together = computed(seed, threads);
        int different = 0;
        for (int array = 0; array < alone.size(); array++) {
            for (int at = 0; at < alone.get(array).length; at++) {
                if (Float.floatToRawIntBits(alone.get(array)[at]) != Float.floatToRawIntBits(together.get(array)[at])) {
                    different++;
                }
            }
        }
        return different;
    }

    /** Outputs and gradients of a network large enough to be shared among threads. */
    private static List<float[]> computed(long seed, int threads) {
        int width = 128;
        int batch = 400;
        Network network = Network.of(
                Shape.of(width), linear(width), batchNorm(), relu(), linear(width), batchNorm(), relu(), linear(10));
        try (Team team = Team.of(threads)) {
            TrainingProgram program = Sample.program(network, batch, team);
            Randomness random = Randomness.of(seed, "threads");
            Sample.copy(
                    Sample.gaussian(random, batch * width, 0), program.input().values());
            program.begin();
            program.forward(batch, 0, Step.Purpose.LEARN);
            Sample.copy(Sample.gaussian(random, batch * 10, 0), program.outputGradient());
            program.backward();
            List<float[]> arrays = new ArrayList<>(List.of(program.output().values()));
            program.parameters().forEach(slot -> arrays.add(slot.gradient()));
            return arrays;
        }
    }
}
