package dev.evenkeel.examples;

import dev.evenkeel.dataset.Dataset;
import dev.evenkeel.model.Model;
import dev.evenkeel.network.Network;
import dev.evenkeel.operation.OutputActivation;
import dev.evenkeel.train.Evaluation;
import dev.evenkeel.train.Trainer;
import dev.evenkeel.train.loss.Loss;
import dev.evenkeel.train.loss.Losses;
import dev.evenkeel.train.metric.Direction;
import dev.evenkeel.train.metric.Metric;
import dev.evenkeel.train.metric.Metrics;
import java.util.List;
import java.util.Map;

/** A loss and a metric of one's own: quantile regression (Koenker and Bassett 1978), and how often the quantile holds. */
final class CustomLoss {
    private CustomLoss() {}

    /** {@code q (t - x)} where the target is above the output, {@code (1 - q) (x - t)} where it is below. */
    static Loss quantile(double q) {
        return Losses.custom("quantile " + q, OutputActivation.IDENTITY, (output, target, gradient) -> {
            double error = target[0] - output[0];
            gradient[0] = (float) (error > 0 ? -q : 1 - q);
            return error > 0 ? q * error : (q - 1) * error;
        });
    }

    /** The share of targets below the output. */
    static Metric coverage() {
        return Metrics.mean(
                "coverage",
                Direction.HIGHER,
                (outputs, at, targets, targetAt) -> targets[targetAt] <= outputs[at] ? 1 : 0);
    }

    static double coverageOf(Network network, Dataset data, double q) {
        Model model =
                Trainer.of(network).loss(quantile(q)).batchSize(64).epochs(20).fit(data);
        Map<String, Double> measured = Evaluation.of(model.freeze(), data, List.of(coverage()));
        return measured.getOrDefault("coverage", Double.NaN);
    }
}
