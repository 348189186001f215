package dev.evenkeel.formats.weights;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.evenkeel.dataset.Datasets;
import dev.evenkeel.formats.weights.convention.Conventions;
import dev.evenkeel.model.Model;
import dev.evenkeel.network.Network;
import dev.evenkeel.tensor.Shape;
import dev.evenkeel.train.ShippedStatistics;
import dev.evenkeel.train.Trainer;
import dev.evenkeel.train.loss.Losses;
import dev.evenkeel.train.optimizer.Optimizers;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

/** The rows of docs/conventions.md on the settings of batch normalization: one step against the framework's formula. */
class BatchNormConventionsTest {
    @Test
    void pyTorchKeepsTheUnbiasedVariance() {
        assertFollows(Conventions.PYTORCH, 1e-5f, (old, batch) -> (1 - 0.1) * old + 0.1 * batch, 3);
    }

    @Test
    void kerasWeighsTheOldAverage() {
        assertFollows(Conventions.KERAS, 1e-3f, (old, batch) -> 0.99 * old + (1 - 0.99) * batch, 4);
    }

    @Test
    void flaxWeighsTheOldAverage() {
        assertFollows(Conventions.FLAX, 1e-5f, (old, batch) -> 0.99 * old + (1 - 0.99) * batch, 4);
    }

    @Test
    void burnKeepsTheBiasedVariance() {
        assertFollows(Conventions.BURN, 1e-5f, (old, batch) -> (1 - 0.1) * old + 0.1 * batch, 4);
    }

    @Test
    void onnxWeighsTheOldAverage() {
        assertFollows(Conventions.ONNX, 1e-5f, (old, batch) -> 0.9 * old + (1 - 0.9) * batch, 4);
    }

    private interface Following {
        double after(double old, double batch);
    }

    /** One training step moves statistics as the framework's formula does. */
    private static void assertFollows(Conventions conventions, float epsilon, Following formula, int divisor) {
        float[][] rows = {{3, -1}, {5, 4}, {-2, 8}, {10, 1}};
        Network network =
                Network.builder(Shape.of(2)).add("bn", conventions.batchNorm()).build();
        Model model = Trainer.of(network)
                .loss(Losses.meanSquaredError())
                .optimizer(Optimizers.sgd(1e-3))
                .statistics(ShippedStatistics.RUNNING)
                .batchSize(4)
                .epochs(1)
                .seed(1)
                .fit(Datasets.of(Shape.of(2), rows, rows));

        assertThat(conventions.batchNorm().epsilon()).isEqualTo(epsilon);
        for (int feature = 0; feature < 2; feature++) {
            int column = feature;
            double mean = Arrays.stream(rows)
                    .mapToDouble(row -> row[column])
                    .average()
                    .orElseThrow();
            double m2 = Arrays.stream(rows)
                    .mapToDouble(row -> (row[column] - mean) * (row[column] - mean))
                    .sum();
            assertThat((double) model.tensor("bn.running_mean").at(feature))
                    .isCloseTo(formula.after(0, mean), within(1e-6));
            assertThat((double) model.tensor("bn.running_var").at(feature))
                    .isCloseTo(formula.after(1, m2 / divisor), within(1e-5));
        }
    }
}
