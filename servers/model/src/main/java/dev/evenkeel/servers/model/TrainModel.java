package dev.evenkeel.servers.model;

import static dev.evenkeel.network.Layers.batchNorm;
import static dev.evenkeel.network.Layers.linear;
import static dev.evenkeel.network.Layers.relu;
import static dev.evenkeel.network.Layers.standardize;
import static dev.evenkeel.train.loss.Losses.crossEntropy;
import static dev.evenkeel.train.optimizer.Optimizers.adamW;

import dev.evenkeel.dataset.Dataset;
import dev.evenkeel.dataset.Datasets;
import dev.evenkeel.dataset.Target;
import dev.evenkeel.network.Network;
import dev.evenkeel.tensor.Shape;
import dev.evenkeel.train.Trainer;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;

/** Trains the model that the servers answer with: whether four values are low, middling or high together. */
public final class TrainModel {
    private static final int EXAMPLES = 600;
    private static final int VALUES = 4;

    private TrainModel() {}

    /** @param arguments the file to write */
    public static void main(String[] arguments) {
        Network network =
                Network.of(Shape.of(VALUES), standardize(), linear(16).withoutBias(), batchNorm(), relu(), linear(3));
        Trainer.of(network)
                .loss(crossEntropy())
                .optimizer(adamW(0.01))
                .batchSize(50)
                .epochs(10)
                .seed(1)
                .fit(data())
                .write(Path.of(arguments[0]));
    }

    private static Dataset data() {
        Random random = new Random(1);
        float[][] rows = new float[EXAMPLES][VALUES];
        int[] classes = new int[EXAMPLES];
        for (int example = 0; example < EXAMPLES; example++) {
            double sum = 0;
            for (int value = 0; value < VALUES; value++) {
                rows[example][value] = (float) random.nextGaussian();
                sum += rows[example][value];
            }
            classes[example] = sum < -1 ? 0 : sum < 1 ? 1 : 2;
        }
        return Datasets.of(Shape.of(VALUES), rows, classes, Target.classes(List.of("low", "middling", "high")));
    }
}
