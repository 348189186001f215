package dev.evenkeel.examples;

import static dev.evenkeel.network.Layers.batchNorm;
import static dev.evenkeel.network.Layers.linear;
import static dev.evenkeel.network.Layers.relu;
import static dev.evenkeel.network.Layers.standardize;
import static dev.evenkeel.train.loss.Losses.crossEntropy;
import static dev.evenkeel.train.loss.Losses.meanSquaredError;
import static dev.evenkeel.train.optimizer.Optimizers.adamW;

import dev.evenkeel.dataset.Dataset;
import dev.evenkeel.dataset.Datasets;
import dev.evenkeel.dataset.Target;
import dev.evenkeel.inference.Predictor;
import dev.evenkeel.model.Model;
import dev.evenkeel.network.Network;
import dev.evenkeel.tensor.Shape;
import dev.evenkeel.train.Trainer;
import dev.evenkeel.train.loss.Targets;
import java.util.Arrays;
import java.util.List;

/** Data that lie in arrays already: classes, then numbers. */
final class OwnArrays {
    private OwnArrays() {}

    /** Learns which of two classes each row belongs to, and gives the classes' names for all rows. */
    static List<String> classes(float[][] rows, int[] classes) {
        Dataset data = Datasets.of(Shape.of(4), rows, classes, Target.classes(List.of("low", "high")));
        Network network =
                Network.of(Shape.of(4), standardize(), linear(32).withoutBias(), batchNorm(), relu(), linear(2));
        Model model = Trainer.of(network)
                .loss(crossEntropy())
                .optimizer(adamW(0.01))
                .batchSize(32)
                .epochs(20)
                .fit(data);
        Predictor predictor = model.freeze();
        List<String> labels = model.output().labels();
        return Arrays.stream(predictor.classify(rows)).mapToObj(labels::get).toList();
    }

    /** Learns a number for each row, standardised for training; predictions come in its own unit. */
    static float[][] numbers(float[][] rows, float[][] prices) {
        Dataset data = Datasets.of(Shape.of(4), rows, prices);
        Network network =
                Network.of(Shape.of(4), standardize(), linear(32).withoutBias(), batchNorm(), relu(), linear(1));
        Trainer trainer = Trainer.of(network)
                .loss(meanSquaredError())
                .targets(Targets.STANDARDIZED)
                .optimizer(adamW(0.01))
                .batchSize(32)
                .epochs(40);
        return trainer.fit(data).freeze().predict(rows);
    }
}
