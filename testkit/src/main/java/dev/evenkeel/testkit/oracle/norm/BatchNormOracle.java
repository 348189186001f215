package dev.evenkeel.testkit.oracle.norm;

import dev.evenkeel.layer.TrainingMode;
import dev.evenkeel.norm.BatchNorm;
import dev.evenkeel.norm.setting.StatisticsRule;
import dev.evenkeel.reference.NormalizationReference;
import dev.evenkeel.testkit.oracle.Followed;
import dev.evenkeel.testkit.oracle.Given;
import dev.evenkeel.testkit.oracle.Gradients;
import dev.evenkeel.testkit.oracle.Oracle;

/** {@code y = gamma xhat + beta}: in training each channel, and each ghost batch, with its own mean and variance. */
public record BatchNormOracle(BatchNorm layer) implements Oracle {
    @Override
    public double[] train(Given given) {
        return scaled(given).forward(normalized(given));
    }

    @Override
    public Gradients backward(Given given, double[] dy) {
        Scaled scaled = scaled(given);
        double[] g = scaled.backward(dy);
        double[] dx =
                usesRunning(given) ? running().backward(given, g) : batch(given).inputGradient(given.input(), g);
        return Gradients.of(dx, scaled.gradients(normalized(given), dy));
    }

    @Override
    public Followed follow(Given given) {
        return layer.rule() == StatisticsRule.FROZEN
                ? new Followed(given.statistics(), 0)
                : running().follow(given);
    }

    @Override
    public double[] infer(Given given) {
        return scaled(given).forward(running().xhat(given));
    }

    private boolean usesRunning(Given given) {
        return layer.rule() == StatisticsRule.FROZEN || given.trainingMode().source() == TrainingMode.Source.RUNNING;
    }

    private double[] normalized(Given given) {
        return usesRunning(given) ? running().xhat(given) : batch(given).normalized(given.input());
    }

    private RunningOracle running() {
        return new RunningOracle(layer.epsilon(), layer.averaging(), layer.estimator());
    }

    private static Scaled scaled(Given given) {
        return new Scaled(given, given.channels());
    }

    /** Ghost batches hold {@code ghostSize} examples each; those left over join the last. */
    private NormalizationReference batch(Given given) {
        int size = layer.ghostSize() == BatchNorm.WHOLE_BATCH ? given.examples() : layer.ghostSize();
        int ghosts = Math.max(1, given.examples() / size);
        return NormalizationReference.batch(
                        given.shape(), example -> Math.min(example / size, ghosts - 1), layer.epsilon())
                .masked(given::isReal);
    }
}
