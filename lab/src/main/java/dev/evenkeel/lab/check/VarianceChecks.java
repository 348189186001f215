package dev.evenkeel.lab.check;

import static dev.evenkeel.network.Layers.batchNorm;

import dev.evenkeel.kernel.team.Team;
import dev.evenkeel.lab.report.Block;
import dev.evenkeel.layer.Step;
import dev.evenkeel.network.Network;
import dev.evenkeel.norm.setting.VarianceEstimator;
import dev.evenkeel.program.TrainingProgram;
import dev.evenkeel.tensor.Randomness;
import dev.evenkeel.tensor.Shape;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** S5: the variance of floats whose mean is far larger than their deviation, against two passes in double. */
final class VarianceChecks {
    private static final int VALUES = 8192;

    /** How large the mean is, in deviations, and what may be off. */
    private enum Offset {
        HUNDRED(1e2, 2e-6),
        THOUSAND(1e3, 5e-6),
        TEN_THOUSAND(1e4, 2e-5);

        private final double mean;
        private final double bound;

        Offset(double mean, double bound) {
            this.mean = mean;
            this.bound = bound;
        }

        String shown() {
            return String.format(Locale.ROOT, "%.0e", mean);
        }
    }

    private VarianceChecks() {}

    static List<Check> all() {
        return Stream.of(Offset.values())
                .map(offset -> new Check(
                        "S5 mean/sigma " + offset.shown(),
                        "relative error of batchNorm's variance of " + VALUES + " values",
                        offset.bound,
                        seed -> error(batchNormVariance(values(seed, offset)), values(seed, offset))))
                .toList();
    }

    /** Beside ways that are not taken. */
    static Block.Table table(long seed) {
        return new Block.Table(
                "Relative error of the variance in float, " + VALUES + " values",
                List.of("mean/sigma", "batchNorm", "running update (Welford)", "E[x^2] - mean^2"),
                Stream.of(Offset.values())
                        .map(offset -> {
                            float[] x = values(seed, offset);
                            return List.of(
                                    offset.shown(),
                                    Checks.shown(error(batchNormVariance(x), x)),
                                    Checks.shown(error(running(x), x)),
                                    Checks.shown(error(ofSquares(x), x)));
                        })
                        .toList());
    }

    private static float[] values(long seed, Offset offset) {
        float[] values = new float[VALUES];
        Sample.copy(Sample.gaussian(Randomness.of(seed, "variance"), VALUES, offset.mean), values);
        return values;
    }

    private static double error(double variance, float[] x) {
        double mean = IntStream.range(0, x.length).mapToDouble(at -> x[at]).sum() / x.length;
        double expected = IntStream.range(0, x.length)
                        .mapToDouble(at -> (x[at] - mean) * (x[at] - mean))
                        .sum()
                / x.length;
        return Math.abs(variance / expected - 1);
    }

    /** The running variance after one batch that weighs all. */
    private static double batchNormVariance(float[] x) {
        TrainingProgram program = Sample.program(
                Network.of(Shape.of(1), batchNorm().newBatchWeight(1).estimator(VarianceEstimator.BIASED)),
                VALUES,
                Team.alone());
        System.arraycopy(x, 0, program.input().values(), 0, VALUES);
        program.begin();
        program.forward(VALUES, 0, Step.Purpose.LEARN);
        program.commit();
        return program.statistics().stream()
                .filter(slot -> slot.name().equals("0.running_var"))
                .findFirst()
                .orElseThrow()
                .values()[0];
    }

    private static double running(float[] x) {
        float mean = 0;
        float m2 = 0;
        for (int at = 0; at < x.length; at++) {
            float away = x[at] - mean;
            mean += away / (at + 1);
            m2 += away * (x[at] - mean);
        }
        return m2 / x.length;
    }

    private static double ofSquares(float[] x) {
        float sum = 0;
        float squares = 0;
        for (float value : x) {
            sum += value;
            squares += value * value;
        }
        float mean = sum / x.length;
        return squares / x.length - mean * mean;
    }
}
