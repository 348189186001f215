package dev.evenkeel.lab.report;

import static dev.evenkeel.network.Layers.batchNorm;
import static dev.evenkeel.network.Layers.linear;
import static dev.evenkeel.network.Layers.relu;
import static dev.evenkeel.network.Layers.sigmoid;

import dev.evenkeel.dataset.Datasets;
import dev.evenkeel.layer.Layer;
import dev.evenkeel.network.Network;
import dev.evenkeel.tensor.Shape;
import dev.evenkeel.train.Trainer;
import dev.evenkeel.train.loss.Losses;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** Small runs that were watched. */
final class WatchedRuns {
    private WatchedRuns() {}

    /** Four blocks of linear, batchNorm and relu, and an output. */
    static InsideNetwork ofBlocks(int steps) {
        List<Layer> layers = new ArrayList<>();
        for (int block = 0; block < 4; block++) {
            layers.addAll(List.of(linear(8), batchNorm(), relu()));
        }
        layers.add(linear(1));
        return watched(layers, steps);
    }

    /** Sigmoids through which no gradient comes. */
    static InsideNetwork ofDeepSigmoids(int steps) {
        List<Layer> layers = new ArrayList<>();
        for (int block = 0; block < 8; block++) {
            layers.addAll(List.of(linear(8), sigmoid()));
        }
        layers.add(linear(1));
        return watched(layers, steps);
    }

    private static InsideNetwork watched(List<Layer> layers, int steps) {
        Network network = Network.of(Shape.of(4), layers.toArray(Layer[]::new));
        InsideNetwork inside = new InsideNetwork(network);
        Random random = new Random(1);
        float[][] inputs = new float[32][4];
        float[][] targets = new float[32][1];
        for (int row = 0; row < inputs.length; row++) {
            for (int column = 0; column < 4; column++) {
                inputs[row][column] = (float) random.nextGaussian();
            }
            targets[row][0] = inputs[row][0] - inputs[row][1];
        }
        Trainer.of(network)
                .loss(Losses.meanSquaredError())
                .epochs(steps)
                .batchSize(32)
                .seed(1)
                .threads(1)
                .observe(1, inside::add)
                .fit(Datasets.of(Shape.of(4), inputs, targets));
        return inside;
    }
}
