package dev.evenkeel.train;

import static dev.evenkeel.network.Layers.batchNorm;
import static dev.evenkeel.network.Layers.batchRenorm;
import static dev.evenkeel.network.Layers.conv;
import static dev.evenkeel.network.Layers.globalAveragePool;
import static dev.evenkeel.network.Layers.groupNorm;
import static dev.evenkeel.network.Layers.instanceNorm;
import static dev.evenkeel.network.Layers.leakyRelu;
import static dev.evenkeel.network.Layers.linear;
import static dev.evenkeel.network.Layers.maxPool;
import static dev.evenkeel.network.Layers.relu;
import static dev.evenkeel.network.Layers.residual;
import static dev.evenkeel.train.TrainerTest.rings;
import static dev.evenkeel.train.optimizer.Optimizers.sgd;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.evenkeel.dataset.Dataset;
import dev.evenkeel.dataset.Datasets;
import dev.evenkeel.dataset.Example;
import dev.evenkeel.dataset.Target;
import dev.evenkeel.layer.Layer;
import dev.evenkeel.layer.TrainingMode;
import dev.evenkeel.model.Model;
import dev.evenkeel.network.Network;
import dev.evenkeel.network.Node;
import dev.evenkeel.norm.Normalization;
import dev.evenkeel.observe.Distribution;
import dev.evenkeel.observe.LayerObservation;
import dev.evenkeel.observe.NormalizationObservation;
import dev.evenkeel.observe.Observation;
import dev.evenkeel.observe.ParameterObservation;
import dev.evenkeel.tensor.Randomness;
import dev.evenkeel.tensor.Shape;
import dev.evenkeel.train.optimizer.GradientClipping;
import dev.evenkeel.train.optimizer.ParameterGroup;
import dev.evenkeel.train.schedule.Schedules;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** When steps are observed, and what is seen of layers of all kinds. */
class ObservedRunTest {
    private static final Network SMALL = Network.of(Shape.of(2), linear(8), batchNorm(), relu(), linear(2));

    @Test
    void stepOneAndMultiplesAreTold() {
        List<Long> steps = new ArrayList<>();
        small().observe(5, observation -> steps.add(observation.step()))
                .epochs(4)
                .fit(rings(1, 128));
        assertThat(steps).containsExactly(1L, 5L, 10L, 15L);
    }

    @Test
    void everyListenerIsToldAtItsOwnSteps() {
        List<Long> three = new ArrayList<>();
        List<Long> four = new ArrayList<>();
        small().observe(3, observation -> three.add(observation.step()))
                .observe(4, observation -> four.add(observation.step()))
                .epochs(3)
                .fit(rings(1, 128));
        assertThat(three).containsExactly(1L, 3L, 6L, 9L, 12L);
        assertThat(four).containsExactly(1L, 4L, 8L, 12L);
    }

    @Test
    void lessThanOneStepBetweenIsRefused() {
        assertThatThrownBy(() -> small().observe(0, observation -> {}))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("Observing needs 1 step or more between, but got 0");
    }

    @Test
    void theInferenceGapIsMeasuredAboutEveryHundredSteps() {
        assertThat(gaps(7)).containsExactly(1L, 105L, 203L, 301L);
        assertThat(gaps(100)).containsExactly(1L, 100L, 200L, 300L);
        assertThat(gaps(150)).containsExactly(1L, 150L, 300L);
    }

    private static List<Long> gaps(int everySteps) {
        return Stream.iterate(1L, step -> step + 1)
                .limit(310)
                .filter(new RunObserver.Listener(everySteps, observation -> {})::wantsGap)
                .toList();
    }

    @Test
    void aSkippedStepIsNotTold() {
        List<Long> steps = new ArrayList<>();
        List<Long> skipped = new ArrayList<>();
        small().nonFinite(NonFinite.SKIP)
                .epochs(2)
                .observe(1, observation -> steps.add(observation.step()))
                .onStep(progress -> {
                    if (progress.skipped() > skipped.size()) {
                        skipped.add(progress.totalSteps());
                    }
                })
                .fit(rings(1, 128, 17, Float.NaN));
        assertThat(skipped).hasSize(2);
        assertThat(steps).hasSize(6).doesNotContainAnyElementsOf(skipped);
    }

    @Test
    void gradientsAreThoseBeforeClipping() {
        ParameterObservation free = parameter(observed(small(), 1).get(0), "0.weight");
        ParameterObservation norm = parameter(
                observed(small().clip(GradientClipping.byNorm(0.001)), 1).get(0), "0.weight");
        ParameterObservation value = parameter(
                observed(small().clip(GradientClipping.byValue(0.0001)), 1).get(0), "0.weight");
        assertThat(List.of(norm.gradient(), value.gradient())).containsOnly(free.gradient());
        assertThat(List.of(norm.gradientNorm(), value.gradientNorm())).containsOnly(free.gradientNorm());
        assertThat(List.of(norm.updateNorm(), value.updateNorm()))
                .allSatisfy(update -> assertThat(update).isPositive().isLessThan(free.updateNorm() / 10));
    }

    @Test
    void theEffectiveRateCountsTheGroupsFactor() {
        Trainer trainer = small().optimizer(sgd(0.1)).schedule(Schedules.constant());
        ParameterObservation whole = parameter(observed(trainer, 1).get(0), "0.weight");
        Observation other = observed(
                        trainer.group(ParameterGroup.matching("0.*").learningRateFactor(0.5)), 1)
                .get(0);
        ParameterObservation half = parameter(other, "0.weight");
        assertThat(whole.effectiveRate().getAsDouble()).isCloseTo(0.1 / (whole.norm() * whole.norm()), within(1e-6));
        assertThat(half.effectiveRate().getAsDouble())
                .isCloseTo(whole.effectiveRate().getAsDouble() / 2, within(1e-9));
        assertThat(half.updateNorm()).isCloseTo(whole.updateNorm() / 2, within(1e-7));
        assertThat(parameter(other, "3.weight").effectiveRate()).isEmpty();
        assertThat(parameter(other, "1.weight").effectiveRate()).isEmpty();
    }

    @Test
    void frozenLayersHaveNoParametersToTellOf() {
        Observation observation = observed(small().freezeParameters("0"), 1).get(0);
        assertThat(layer(observation, "0").parameters()).isEmpty();
        assertThat(layer(observation, "3").parameters()).hasSize(2);
    }

    @Test
    void frozenStatisticsAreComparedWithTheBatchTheyStandInFor() {
        Model model = small().fit(rings(1, 128));
        Trainer on = Trainer.from(model).batchSize(32).seed(7);
        Observation frozen = observed(on.freezeStatistics("*"), 1).get(0);
        Observation free = observed(on, 1).get(0);
        assertThat(frozen.inferenceGap()).isEmpty();
        assertThat(free.inferenceGap()).isPresent();
        assertThat(frozen.loss()).isCloseTo(free.loss() + free.inferenceGap().getAsDouble(), within(1e-6));
        NormalizationObservation compared = layer(frozen, "1").normalization().orElseThrow();
        NormalizationObservation usual = layer(free, "1").normalization().orElseThrow();
        assertThat(compared.values()).isEqualTo(32);
        assertNear(compared.meanShift(), usual.meanShift());
        assertNear(compared.deviationRatio(), usual.deviationRatio());
        assertThat(parameter(frozen, "0.weight").effectiveRate()).isEmpty();
    }

    @Test
    void keptStatisticsStillHaveAGap() {
        Observation kept = observed(small().treat("1", TrainingMode.TRAIN.withUpdate(TrainingMode.Update.KEEP)), 1)
                .get(0);
        assertThat(kept.inferenceGap()).isPresent();
        assertThat(layer(kept, "1").normalization()).isPresent();
    }

    static Stream<Normalization> normsWithRunningStatistics() {
        return Stream.of(
                batchNorm(),
                batchNorm().ghostSize(8),
                batchRenorm(),
                batchNorm().cumulative());
    }

    @ParameterizedTest
    @MethodSource("normsWithRunningStatistics")
    void theWholeBatchIsComparedWithTheStatisticsBeforeTheStep(Normalization norm) {
        Network network = Network.of(Shape.of(2), norm, linear(2));
        Dataset data = rings(1, 32);
        Observation first = observed(Trainer.of(network).batchSize(32), data, 1).get(0);
        double[] mean = new double[2];
        double[] variance = new double[2];
        double[] values = new double[64];
        data.forEachBatch(32, batch -> {
            for (int index = 0; index < 64; index++) {
                values[index] = batch.inputs()[index];
            }
        });
        NaiveRun.moments(values, 32, 2, mean, variance);
        NormalizationObservation observed = layer(first, "0").normalization().orElseThrow();
        assertThat(observed.values()).isEqualTo(32);
        assertThat(observed.meanShift().least())
                .isCloseTo(Math.min(mean[0], mean[1]) / Math.sqrt(1 + 1e-5), within(1e-5));
        assertThat(observed.meanShift().largest())
                .isCloseTo(Math.max(mean[0], mean[1]) / Math.sqrt(1 + 1e-5), within(1e-4));
        assertThat(observed.deviationRatio().largest())
                .isCloseTo(Math.sqrt((Math.max(variance[0], variance[1]) + 1e-5) / (1 + 1e-5)), within(1e-5));
    }

    @Test
    void ofAccumulatedBatchesTheLastIsComparedWithTheStatisticsBeforeTheStep() {
        List<Observation> observations = observed(small().accumulate(4), 2);
        assertThat(observations).hasSize(2);
        NormalizationObservation first =
                layer(observations.get(0), "1").normalization().orElseThrow();
        assertThat(first.values()).isEqualTo(32);
        double mean = layer(observations.get(0), "0").output().mean();
        assertThat(Math.abs(mean)).isGreaterThan(0.001);
        assertThat(first.meanShift().mean())
                .as("beside a running mean of 0 and variance of 1")
                .isCloseTo(mean / Math.sqrt(1 + 1e-5), within(1e-5));
    }

    @Test
    void paddingStaysOutOfEverything() {
        Network network = Network.of(Shape.of(5, 4), batchNorm(), relu(), globalAveragePool(), linear(2));
        List<Example> examples = new ArrayList<>();
        Randomness randomness = new Randomness(4);
        for (int example = 0; example < 8; example++) {
            float[] input = new float[20];
            int length = 1 + example % 5;
            for (int index = 0; index < 20; index++) {
                input[index] = index < 4 * length ? (float) randomness.nextGaussian() : 1000;
            }
            examples.add(new Example(input, new float[] {example % 2}, 1, length));
        }
        Dataset data = Datasets.of(Shape.of(5, 4), Target.classes(2), examples);
        Observation observation =
                observed(Trainer.of(network).batchSize(8), data, 1).get(0);
        int real = 1 + 2 + 3 + 4 + 5 + 1 + 2 + 3;
        LayerObservation norm = layer(observation, "0");
        assertThat(norm.normalization().orElseThrow().values()).isEqualTo(real);
        assertThat(norm.output().count()).isEqualTo(4L * real);
        assertThat(norm.output().mean()).isCloseTo(0, within(1e-5));
        assertThat(norm.output().deviation()).isCloseTo(1, within(1e-4));
        assertThat(layer(observation, "1").output().count()).isEqualTo(4L * real);
        assertThat(layer(observation, "1").output().largest()).isLessThan(6);
    }

    @Test
    void aReluIsDeadInChannelsThatAreZeroThroughout() {
        Network network = Network.of(Shape.of(4), relu(), linear(2));
        float[][] inputs = {{-1, -2, 3, 0}, {-3, 1, -1, 0}, {-1, -1, -1, 0}};
        Dataset data = Datasets.of(Shape.of(4), inputs, new int[] {0, 1, 0}, Target.classes(2));
        Observation observation =
                observed(Trainer.of(network).batchSize(3), data, 1).get(0);
        assertThat(layer(observation, "0").dead()).hasValue(0.5);
        assertThat(layer(observation, "0").output().count()).isEqualTo(12);
    }

    @Test
    void aNormWithoutGammaToBeginWithIsObservedAsItIs() {
        Network network = Network.of(Shape.of(2), linear(3), batchNorm().zeroGamma(), relu(), linear(2));
        Observation observation = observed(Trainer.of(network).batchSize(32), 1).get(0);
        assertThat(layer(observation, "2").dead()).hasValue(1);
        ParameterObservation gamma = parameter(observation, "1.weight");
        assertThat(gamma.norm()).isZero();
        assertThat(parameter(observation, "0.weight").updateRatio()).isNotNaN();
    }

    /**
     * A leaky ReLU of slope 0 computes the same as a ReLU but is never fused, so that everything before it is stored. What is
     * computed anew where a ReLU was fused, or where values go to their reader row by row, must look the same.
     */
    @Test
    void whatIsNotStoredLooksAsIfItWere() {
        Observation fused = observed(images(relu()), pictures(), 2).get(1);
        Observation stored = observed(images(leakyRelu(0)), pictures(), 2).get(1);
        assertThat(fused.layers()).hasSameSizeAs(stored.layers());
        for (int index = 0; index < fused.layers().size(); index++) {
            LayerObservation layer = fused.layers().get(index);
            LayerObservation other = stored.layers().get(index);
            assertThat(layer.layer()).isEqualTo(other.layer());
            assertNear(layer.output(), other.output());
        }
        assertThat(fused.layers())
                .extracting(LayerObservation::layer)
                .containsExactlyElementsOf(images(relu()).network().nodes().stream()
                        .map(Node::name)
                        .toList());
    }

    @Test
    void aNormWhoseValuesGoToAConvolutionRowByRowIsToldOf() {
        LayerObservation streamed =
                layer(observed(images(relu()), pictures(), 1).get(0), "6");
        assertThat(streamed.output().count()).isEqualTo(7 * 36 * 4);
        assertThat(streamed.output().mean()).isCloseTo(0, within(1e-5));
        assertThat(streamed.output().deviation()).isCloseTo(1, within(1e-3));
    }

    private static Trainer images(Layer activation) {
        Network network = Network.of(
                Shape.of(6, 6, 2),
                conv(4, 3).same(),
                activation,
                conv(4, 3).same().withoutBias(),
                batchNorm(),
                activation,
                conv(4, 3).same(),
                batchNorm(),
                conv(4, 3).same(),
                batchNorm().ghostSize(3),
                activation,
                conv(4, 3).same().withoutBias(),
                batchRenorm(),
                activation,
                maxPool(2),
                residual(conv(4, 3).same(), groupNorm(2), activation, conv(4, 3).same(), instanceNorm()),
                activation,
                instanceNorm(),
                activation,
                globalAveragePool(),
                linear(6),
                activation,
                linear(2));
        return Trainer.of(network).batchSize(7).seed(3);
    }

    private static Dataset pictures() {
        Randomness randomness = new Randomness(2);
        float[][] inputs = new float[28][72];
        int[] classes = new int[28];
        for (int example = 0; example < 28; example++) {
            classes[example] = example % 2;
            for (int index = 0; index < 72; index++) {
                inputs[example][index] = (float) randomness.nextGaussian() + classes[example];
            }
        }
        return Datasets.of(Shape.of(6, 6, 2), inputs, classes, Target.classes(2));
    }

    private static void assertNear(Distribution observed, Distribution expected) {
        assertThat(observed.count()).isEqualTo(expected.count());
        assertThat(observed.mean()).isCloseTo(expected.mean(), within(1e-4));
        assertThat(observed.deviation()).isCloseTo(expected.deviation(), within(1e-4));
        for (int index = 0; index < Distribution.QUANTILES; index++) {
            assertThat(observed.quantiles().get(index))
                    .isCloseTo(expected.quantiles().get(index), within(1e-4));
        }
    }

    private static Trainer small() {
        return Trainer.of(SMALL).batchSize(32).seed(7);
    }

    private static List<Observation> observed(Trainer trainer, int epochs) {
        return observed(trainer, rings(1, 128), epochs);
    }

    private static List<Observation> observed(Trainer trainer, Dataset data, int epochs) {
        List<Observation> observations = new ArrayList<>();
        trainer.observe(1, observations::add).epochs(epochs).fit(data);
        return observations;
    }

    private static LayerObservation layer(Observation observation, String name) {
        return observation.layers().stream()
                .filter(layer -> layer.layer().equals(name))
                .findFirst()
                .orElseThrow();
    }

    private static ParameterObservation parameter(Observation observation, String name) {
        return layer(observation, name.substring(0, name.indexOf('.'))).parameters().stream()
                .filter(parameter -> parameter.parameter().equals(name))
                .findFirst()
                .orElseThrow();
    }
}
