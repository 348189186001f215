package dev.evenkeel.testkit.oracle.norm;

import dev.evenkeel.layer.TrainingMode;
import dev.evenkeel.norm.BatchRenorm;
import dev.evenkeel.reference.NormalizationReference;
import dev.evenkeel.reference.NormalizationReference.Statistics;
import dev.evenkeel.testkit.oracle.Followed;
import dev.evenkeel.testkit.oracle.Given;
import dev.evenkeel.testkit.oracle.Gradients;
import dev.evenkeel.testkit.oracle.Oracle;

/**
 * {@code y = gamma (xhat r + d) + beta} with {@code r = clip(sigma_B / sigma, 1/rMax, rMax)} and
 * {@code d = clip((mean_B - mean) / sigma, -dMax, dMax)}, both constants to the gradient.
 */
public record BatchRenormOracle(BatchRenorm layer) implements Oracle {
    @Override
    public double[] train(Given given) {
        return trainAround(given, given);
    }

    @Override
    public double[] trainAround(Given base, Given moved) {
        return scaled(moved).forward(normalized(base, moved));
    }

    @Override
    public Gradients backward(Given given, double[] dy) {
        Scaled scaled = scaled(given);
        double[] g = scaled.backward(dy);
        double[] dx;
        if (usesRunning(given)) {
            dx = running().backward(given, g);
        } else {
            Statistics batch = batch(given).statistics(given.input());
            dx = batch(given).inputGradient(given.input(), g);
            for (int i = 0; i < dx.length; i++) {
                dx[i] *= r(given, batch, i % given.channels());
            }
        }
        return Gradients.of(dx, scaled.gradients(normalized(given, given), dy));
    }

    @Override
    public Followed follow(Given given) {
        return running().follow(given);
    }

    @Override
    public double[] infer(Given given) {
        return scaled(given).forward(running().xhat(given));
    }

    private static boolean usesRunning(Given given) {
        return given.trainingMode().source() == TrainingMode.Source.RUNNING;
    }

    private double[] normalized(Given base, Given moved) {
        if (usesRunning(moved)) {
            return running().xhat(moved);
        }
        double[] normalized = batch(moved).normalized(moved.input());
        Statistics constants = batch(base).statistics(base.input());
        for (int i = 0; i < normalized.length; i++) {
            int channel = i % base.channels();
            normalized[i] = normalized[i] * r(base, constants, channel) + d(base, constants, channel);
        }
        return normalized;
    }

    private double r(Given given, Statistics batch, int channel) {
        double limit = layer.limits().r(given.updates());
        double sigma = Math.sqrt(batch.variance()[channel] + layer.epsilon());
        return clip(sigma / running().sigma(given, channel), 1 / limit, limit);
    }

    private double d(Given given, Statistics batch, int channel) {
        double limit = layer.limits().d(given.updates());
        double away = batch.mean()[channel] - running().mean(given)[channel];
        return clip(away / running().sigma(given, channel), -limit, limit);
    }

    private static double clip(double value, double least, double most) {
        return Math.min(Math.max(value, least), most);
    }

    private RunningOracle running() {
        return new RunningOracle(layer.epsilon(), layer.averaging(), layer.estimator());
    }

    private static Scaled scaled(Given given) {
        return new Scaled(given, given.channels());
    }

    private NormalizationReference batch(Given given) {
        return NormalizationReference.batch(given.shape(), layer.epsilon()).masked(given::isReal);
    }
}
