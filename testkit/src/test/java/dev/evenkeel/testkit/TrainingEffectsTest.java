package dev.evenkeel.testkit;

import static dev.evenkeel.network.Layers.batchNorm;
import static dev.evenkeel.network.Layers.linear;
import static dev.evenkeel.network.Layers.relu;
import static dev.evenkeel.network.Layers.tanh;
import static dev.evenkeel.train.loss.Losses.meanSquaredError;
import static dev.evenkeel.train.optimizer.Optimizers.sgd;
import static dev.evenkeel.train.schedule.Schedules.constant;
import static org.assertj.core.api.Assertions.assertThat;

import dev.evenkeel.dataset.Dataset;
import dev.evenkeel.dataset.Example;
import dev.evenkeel.layer.Part;
import dev.evenkeel.model.Model;
import dev.evenkeel.network.Network;
import dev.evenkeel.tensor.Shape;
import dev.evenkeel.tensor.Tensor;
import dev.evenkeel.testkit.oracle.Given;
import dev.evenkeel.train.ShippedStatistics;
import dev.evenkeel.train.Trainer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What a whole training run does to weights and statistics, against sums in double. */
class TrainingEffectsTest {
    private static final int INPUTS = 3;
    private static final Dataset DATA = Samples.data(INPUTS, 2, 96);

    @Test
    void accumulationIsTheLargerBatchWithoutBatchNormAndIsNotWithIt() {
        Part[] plain = {linear(8), tanh(), linear(2)};
        assertNear(
                trainer(plain).batchSize(8).accumulate(4).fit(DATA),
                trainer(plain).batchSize(32).fit(DATA),
                1e-5);
        Part[] normalized = {linear(8), batchNorm(), tanh(), linear(2)};
        Tensor small = trainer(normalized).batchSize(8).accumulate(4).fit(DATA).tensor("3.weight");
        Tensor large = trainer(normalized).batchSize(32).fit(DATA).tensor("3.weight");
        double apart = 0;
        for (int at = 0; at < small.shape().size(); at++) {
            apart = Math.max(apart, Math.abs(small.at(at) - large.at(at)));
        }
        assertThat(apart).isGreaterThan(1e-3);
    }

    @Test
    void aWeightOfTwoIsTheExampleTwice() {
        List<Example> twice = new ArrayList<>(Samples.examples(INPUTS, 2, 20));
        List<Example> weighted = new ArrayList<>(twice);
        weighted.set(4, twice.get(4).withWeight(2));
        twice.add(twice.get(4));
        Part[] plain = {linear(8), tanh(), linear(2)};
        assertNear(
                trainer(plain).batchSize(64).fit(Samples.data(INPUTS, 2, weighted)),
                trainer(plain).batchSize(64).fit(Samples.data(INPUTS, 2, twice)),
                1e-5);
    }

    @Test
    void recalibrationLayerByLayerGathersThePopulation() {
        Trainer trainer = trainer(linear(6), batchNorm(), relu(), linear(5), batchNorm(), linear(2));
        Model model = trainer.statistics(ShippedStatistics.RUNNING).fit(DATA);
        Model gathered = model.recalibrate(DATA);
        double[] x = inputs();
        double[] first = apply(gathered, 0, INPUTS, x);
        assertStatistics(gathered, "1", first);
        double[] hidden = apply(gathered, 2, 6, apply(gathered, 1, 6, first));
        assertStatistics(gathered, "4", apply(gathered, 3, 6, hidden));
        assertThat(gathered.sampleCounts("4").values()).hasValue(96);
        assertThat(gathered.tensor("1.running_mean")).isNotEqualTo(model.tensor("1.running_mean"));
        assertThat(trainer.fit(DATA).tensors()).isEqualTo(gathered.tensors());
    }

    @Test
    void averagedWeightsHaveStatisticsOfTheirOwn() {
        Network network = Network.of(Shape.of(INPUTS), linear(4), batchNorm(), linear(2));
        Trainer trainer = Trainer.of(network)
                .loss(meanSquaredError())
                .optimizer(sgd(0.1))
                .schedule(constant())
                .batchSize(32)
                .epochs(4)
                .seed(2)
                .threads(1);
        Model averaged = trainer.averageWeights(0.7).fit(DATA);
        assertStatistics(averaged, "1", apply(averaged, 0, INPUTS, inputs()));
        assertThat(averaged.tensor("0.weight")).isNotEqualTo(trainer.fit(DATA).tensor("0.weight"));
    }

    private static Trainer trainer(Part... parts) {
        return Trainer.of(Network.of(Shape.of(INPUTS), parts))
                .loss(meanSquaredError())
                .optimizer(sgd(0.05))
                .schedule(constant())
                .batchSize(32)
                .epochs(3)
                .seed(4)
                .threads(1);
    }

    private static double[] inputs() {
        List<Example> examples = Samples.examples(INPUTS, 2, 96);
        double[] x = new double[96 * INPUTS];
        for (int at = 0; at < x.length; at++) {
            x[at] = examples.get(at / INPUTS).input()[at % INPUTS];
        }
        return x;
    }

    private static double[] apply(Model model, int node, int channels, double[] x) {
        String name = String.valueOf(node);
        Map<String, double[]> tensors = new HashMap<>();
        model.tensors().forEach((full, tensor) -> {
            if (full.startsWith(name + ".")) {
                float[] values = tensor.toArray();
                tensors.put(full.substring(name.length() + 1), LayerHarness.doubles(values, values.length));
            }
        });
        Given given = Given.of(Shape.of(channels), 96, x).withParameters(tensors);
        return Oracles.of(model.network().nodes().get(node).layer())
                .orElseThrow()
                .infer(given);
    }

    private static void assertStatistics(Model model, String layer, double[] values) {
        float[] mean = model.tensor(layer + ".running_mean").toArray();
        float[] variance = model.tensor(layer + ".running_var").toArray();
        int channels = mean.length;
        double[] means = new double[channels];
        double[] variances = new double[channels];
        for (int at = 0; at < values.length; at++) {
            means[at % channels] += values[at] / 96;
        }
        for (int at = 0; at < values.length; at++) {
            double away = values[at] - means[at % channels];
            variances[at % channels] += away * away / 95;
        }
        Near.assertNear("mean of " + layer, mean, means, 2e-5);
        Near.assertNear("variance of " + layer, variance, variances, 2e-5);
    }

    private static void assertNear(Model actual, Model expected, double tolerance) {
        expected.tensors().forEach((name, tensor) -> {
            float[] values = tensor.toArray();
            double[] wanted = LayerHarness.doubles(values, values.length);
            Near.assertNear(name, actual.tensor(name).toArray(), wanted, tolerance);
        });
        assertThat(Arrays.asList(actual.tensors().keySet().toArray()))
                .isEqualTo(Arrays.asList(expected.tensors().keySet().toArray()));
    }
}
