package dev.evenkeel.train;

import static dev.evenkeel.network.Layers.batchNorm;
import static dev.evenkeel.network.Layers.dropout;
import static dev.evenkeel.network.Layers.layerNorm;
import static dev.evenkeel.network.Layers.linear;
import static dev.evenkeel.network.Layers.relu;
import static dev.evenkeel.network.Layers.sigmoid;
import static dev.evenkeel.train.optimizer.Optimizers.sgd;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.evenkeel.dataset.Dataset;
import dev.evenkeel.dataset.Datasets;
import dev.evenkeel.dataset.EvenBatches;
import dev.evenkeel.dataset.Target;
import dev.evenkeel.network.Network;
import dev.evenkeel.norm.BatchNorm;
import dev.evenkeel.observe.Distribution;
import dev.evenkeel.observe.LayerObservation;
import dev.evenkeel.observe.NormalizationObservation;
import dev.evenkeel.observe.Observation;
import dev.evenkeel.observe.ParameterObservation;
import dev.evenkeel.tensor.Randomness;
import dev.evenkeel.tensor.Shape;
import dev.evenkeel.train.input.ExampleOrder;
import dev.evenkeel.train.input.SequenceLengths;
import dev.evenkeel.train.schedule.Schedules;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

/** Every number of an observation against the formulas in double. */
class ObservationTest {
    private static final int EXAMPLES = 24;
    private static final int FEATURES = 3;
    private static final double RATE = 0.2;
    private static final long SEED = 5;
    private static final float[][] INPUTS = inputs();
    private static final int[] CLASSES = classes();

    @Test
    void everyNumberIsThatOfTheFormulas() {
        Network network = Network.of(
                Shape.of(FEATURES),
                linear(6),
                batchNorm(),
                relu(),
                dropout(0.3),
                linear(5),
                batchNorm(),
                sigmoid(),
                linear(7),
                relu(),
                linear(2));
        checkSteps(network, EXAMPLES, 3);
    }

    @Test
    void aBatchOfOneExampleBehindALayerNormIsObserved() {
        Network network = Network.of(Shape.of(FEATURES), linear(6), layerNorm(), relu(), linear(2));
        checkSteps(network, 1, 1);
    }

    private static void checkSteps(Network network, int batchSize, int epochs) {
        List<Observation> observations = new ArrayList<>();
        Trainer.of(network)
                .optimizer(sgd(RATE))
                .schedule(Schedules.constant())
                .batchSize(batchSize)
                .epochs(epochs)
                .seed(SEED)
                .observe(1, observations::add)
                .fit(data());
        int batches = EXAMPLES / batchSize;
        assertThat(observations).hasSize(batches * epochs);
        NaiveRun run = new NaiveRun(network, SEED);
        for (int step = 0; step < observations.size(); step++) {
            int[] order = new int[EXAMPLES];
            new ExampleOrder(new EvenBatches(EXAMPLES, batchSize), SequenceLengths.NONE, SEED)
                    .write(order, step / batches);
            int first = step % batches * batchSize;
            int[] batch = Arrays.copyOfRange(order, first, first + batchSize);
            check(observations.get(step), network, run, batch, step);
        }
    }

    private static void check(Observation observation, Network network, NaiveRun run, int[] batch, int number) {
        double[] input = new double[batch.length * FEATURES];
        int[] classes = new int[batch.length];
        for (int row = 0; row < batch.length; row++) {
            classes[row] = CLASSES[batch[row]];
            for (int feature = 0; feature < FEATURES; feature++) {
                input[row * FEATURES + feature] = INPUTS[batch[row]][feature];
            }
        }
        Map<String, double[]> outputs = run.forward(input, batch.length, number, NaiveRun.Statistics.BATCH);
        Map<String, double[]> gradients = run.gradients(input, classes, number);
        double loss = run.loss(input, classes, number, NaiveRun.Statistics.BATCH);
        assertThat(observation.step()).isEqualTo(number + 1);
        assertThat(observation.learningRate()).isEqualTo(RATE, within(1e-7));
        assertThat(observation.loss()).isCloseTo(loss, near(loss));
        boolean gap = number == 0 && network.nodes().stream().anyMatch(node -> node.layer() instanceof BatchNorm);
        assertThat(observation.inferenceGap().isPresent()).isEqualTo(gap);
        if (gap) {
            double byRunning = run.loss(input, classes, number, NaiveRun.Statistics.RUNNING);
            assertThat(observation.inferenceGap().getAsDouble()).isCloseTo(byRunning - loss, near(loss));
        }
        assertThat(observation.layers())
                .extracting(LayerObservation::layer)
                .containsExactlyElementsOf(
                        network.nodes().stream().map(node -> node.name()).toList());
        for (LayerObservation layer : observation.layers()) {
            double[] output = outputs.get(layer.layer());
            int columns =
                    network.find(layer.layer()).orElseThrow().outputShape().channels();
            String word = network.find(layer.layer()).orElseThrow().layer().typeName();
            assertNear(layer.output(), output);
            assertThat(layer.dead().isPresent()).isEqualTo(word.equals("relu"));
            layer.dead().ifPresent(dead -> assertThat(dead).isEqualTo(dead(output, columns)));
            assertThat(layer.saturated().isPresent()).isEqualTo(word.equals("sigmoid"));
            layer.saturated().ifPresent(share -> assertThat(share).isEqualTo(saturated(output)));
            assertThat(layer.normalization().isPresent()).isEqualTo(word.equals("batchNorm"));
            layer.normalization().ifPresent(it -> {
                String before =
                        network.find(layer.layer()).orElseThrow().inputs().get(0);
                check(it, run, layer.layer(), outputs.get(before), batch.length, columns);
            });
            for (ParameterObservation parameter : layer.parameters()) {
                assertThat(parameter.parameter()).startsWith(layer.layer() + ".");
                check(parameter, network, run, gradients);
            }
        }
        assertThat(observation.layers().stream()
                        .mapToInt(layer -> layer.parameters().size())
                        .sum())
                .isEqualTo(run.parameters.size());
        run.step(input, batch.length, number, RATE, gradients);
    }

    private static void check(
            NormalizationObservation observed, NaiveRun run, String layer, double[] x, int rows, int columns) {
        double[] mean = new double[columns];
        double[] variance = new double[columns];
        NaiveRun.moments(x, rows, columns, mean, variance);
        double[] runningMean = run.statistics.get(layer + ".running_mean");
        double[] runningVariance = run.statistics.get(layer + ".running_var");
        double[] shift = new double[columns];
        double[] ratio = new double[columns];
        double[] share = new double[columns];
        for (int column = 0; column < columns; column++) {
            double sigma = Math.sqrt(runningVariance[column] + 1e-5);
            shift[column] = (mean[column] - runningMean[column]) / sigma;
            ratio[column] = Math.sqrt(variance[column] + 1e-5) / sigma;
            share[column] = variance[column] / (variance[column] + 1e-5);
        }
        assertThat(observed.values()).isEqualTo(rows);
        assertNear(observed.meanShift(), shift);
        assertNear(observed.deviationRatio(), ratio);
        assertNear(observed.varianceShare(), share);
    }

    private static void check(
            ParameterObservation observed, Network network, NaiveRun run, Map<String, double[]> gradients) {
        double[] values = run.parameters.get(observed.parameter());
        double[] gradient = gradients.get(observed.parameter());
        double norm = norm(values);
        assertNear(observed.values(), values);
        assertNear(observed.gradient(), gradient);
        assertThat(observed.norm()).isCloseTo(norm, near(norm));
        assertThat(observed.gradientNorm()).isCloseTo(norm(gradient), near(norm(gradient)));
        assertThat(observed.updateNorm()).isCloseTo(RATE * norm(gradient), near(RATE * norm(gradient)));
        String layer = observed.parameter().substring(0, observed.parameter().indexOf('.'));
        boolean rescaled = observed.parameter().endsWith("weight")
                && network.find(layer).orElseThrow().layer().typeName().equals("linear")
                && network.consumers(layer).stream()
                        .anyMatch(reader -> reader.layer().typeName().endsWith("Norm"));
        assertThat(observed.effectiveRate().isPresent()).isEqualTo(rescaled);
        observed.effectiveRate()
                .ifPresent(learningRate ->
                        assertThat(learningRate).isCloseTo(RATE / (norm * norm), near(RATE / (norm * norm))));
    }

    private static void assertNear(Distribution observed, double[] values) {
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        double mean = Arrays.stream(values).average().orElseThrow();
        double variance = Arrays.stream(values)
                .map(value -> (value - mean) * (value - mean))
                .average()
                .orElseThrow();
        assertThat(observed.count()).isEqualTo(values.length);
        assertThat(observed.mean()).isCloseTo(mean, near(mean));
        assertThat(observed.deviation()).isCloseTo(Math.sqrt(variance), near(Math.sqrt(variance)));
        for (int index = 0; index < Distribution.QUANTILES; index++) {
            double place = index / 20.0 * (values.length - 1);
            double low = sorted[(int) Math.floor(place)];
            double high = sorted[(int) Math.ceil(place)];
            double quantile = low + (place - Math.floor(place)) * (high - low);
            assertThat(observed.quantiles().get(index)).as("quantile %d", index).isCloseTo(quantile, near(quantile));
        }
    }

    private static double dead(double[] output, int columns) {
        boolean[] alive = new boolean[columns];
        for (int index = 0; index < output.length; index++) {
            alive[index % columns] |= output[index] > 0;
        }
        int dead = 0;
        for (boolean column : alive) {
            dead += column ? 0 : 1;
        }
        return (double) dead / columns;
    }

    private static double saturated(double[] output) {
        return (double) Arrays.stream(output).filter(y -> y * (1 - y) < 0.0025).count() / output.length;
    }

    private static double norm(double[] values) {
        return Math.sqrt(Arrays.stream(values).map(value -> value * value).sum());
    }

    private static Offset<Double> near(double expected) {
        return within(2e-6 + 1e-5 * Math.abs(expected));
    }

    private static Dataset data() {
        return Datasets.of(Shape.of(FEATURES), INPUTS, CLASSES, Target.classes(2));
    }

    private static float[][] inputs() {
        Randomness randomness = new Randomness(3);
        float[][] inputs = new float[EXAMPLES][FEATURES];
        for (float[] input : inputs) {
            for (int feature = 0; feature < FEATURES; feature++) {
                input[feature] = (float) (4 * randomness.nextGaussian() + feature);
            }
        }
        return inputs;
    }

    private static int[] classes() {
        int[] classes = new int[EXAMPLES];
        for (int example = 0; example < EXAMPLES; example++) {
            classes[example] = INPUTS[example][0] > INPUTS[example][1] ? 1 : 0;
        }
        return classes;
    }
}
