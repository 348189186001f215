package dev.evenkeel.examples;

import static dev.evenkeel.network.Layers.batchNorm;
import static dev.evenkeel.network.Layers.flatten;
import static dev.evenkeel.network.Layers.linear;
import static dev.evenkeel.network.Layers.relu;
import static dev.evenkeel.network.Layers.standardize;
import static dev.evenkeel.train.loss.Losses.crossEntropy;
import static dev.evenkeel.train.metric.Metrics.accuracy;
import static dev.evenkeel.train.optimizer.Optimizers.sgd;

import dev.evenkeel.data.digits.Digits;
import dev.evenkeel.data.split.DataSplit;
import dev.evenkeel.inference.Predictor;
import dev.evenkeel.model.Model;
import dev.evenkeel.network.Network;
import dev.evenkeel.tensor.Shape;
import dev.evenkeel.train.Evaluation;
import dev.evenkeel.train.Trainer;
import java.util.List;

/** The README's ten lines: train on the built-in digits, freeze, measure the frozen predictor on the test examples. */
public final class QuickStart {
    private QuickStart() {}

    static Network network() {
        return Network.of(
                Shape.of(28, 28, 1),
                standardize(),
                flatten(),
                linear(256).withoutBias(),
                batchNorm(),
                relu(),
                linear(128).withoutBias(),
                batchNorm(),
                relu(),
                linear(10));
    }

    /** The test accuracy after {@code epochs} epochs. */
    static double accuracyAfter(int epochs) {
        DataSplit digits = Digits.standard();
        Model model = Trainer.of(network())
                .loss(crossEntropy())
                .optimizer(sgd(0.1).momentum(0.9))
                .batchSize(128)
                .epochs(epochs)
                .seed(7)
                .fit(digits.training());
        Predictor predictor = model.freeze();
        return Evaluation.of(predictor, digits.test(), List.of(accuracy())).getOrDefault("accuracy", Double.NaN);
    }

    public static void main(String[] arguments) {
        System.Logger logger = System.getLogger(QuickStart.class.getName());
        logger.log(System.Logger.Level.INFO, "test accuracy {0}", accuracyAfter(5));
    }
}
