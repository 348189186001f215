package dev.evenkeel.model;

import static dev.evenkeel.network.Layers.add;
import static dev.evenkeel.network.Layers.batchNorm;
import static dev.evenkeel.network.Layers.conv;
import static dev.evenkeel.network.Layers.dropout;
import static dev.evenkeel.network.Layers.flatten;
import static dev.evenkeel.network.Layers.globalAveragePool;
import static dev.evenkeel.network.Layers.linear;
import static dev.evenkeel.network.Layers.maxPool;
import static dev.evenkeel.network.Layers.relu;
import static dev.evenkeel.network.Layers.spatialDropout;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.evenkeel.dataset.Batch;
import dev.evenkeel.dataset.Dataset;
import dev.evenkeel.dataset.Datasets;
import dev.evenkeel.dataset.Example;
import dev.evenkeel.dataset.Target;
import dev.evenkeel.inference.Predictor;
import dev.evenkeel.json.JsonObject;
import dev.evenkeel.kernel.provider.PreferredKernels;
import dev.evenkeel.kernel.team.Compute;
import dev.evenkeel.kernel.team.Team;
import dev.evenkeel.layer.TrainingMode;
import dev.evenkeel.network.Network;
import dev.evenkeel.network.Node;
import dev.evenkeel.network.SampleCounts;
import dev.evenkeel.norm.PopulationStatistics;
import dev.evenkeel.program.Compiler;
import dev.evenkeel.program.TrainingProgram;
import dev.evenkeel.tensor.Randomness;
import dev.evenkeel.tensor.Shape;
import dev.evenkeel.tensor.Tensor;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Statistics of a population: against a predictor that stops before each layer, and the same however they are computed. */
class PopulationPassTest {
    private static final Shape IMAGE = Shape.of(6, 5, 3);

    @Test
    void eachLayerHasTheMomentsOfItsInputWithThoseBeforeItFinal() {
        Dataset data = images(300);
        Model pooled = model(branched()).recalibrate(data);
        for (String name : List.of("bn1", "shortcutNorm", "bn2", "last")) {
            Node node = pooled.network().find(name).orElseThrow();
            double[][] wanted = moments(pooled, node, data);
            for (int channel = 0; channel < wanted[0].length; channel++) {
                assertThat((double) pooled.tensor(name + ".running_mean").at(channel))
                        .isCloseTo(wanted[0][channel], within(1e-5));
                assertThat((double) pooled.tensor(name + ".running_var").at(channel))
                        .isCloseTo(wanted[1][channel], within(1e-5 * (1 + wanted[1][channel])));
            }
            int positions = node.inputShapes().get(0).positions();
            assertThat(pooled.sampleCounts(name).values()).hasValue(300L * positions);
        }
    }

    @Test
    void neitherThreadsNorTheMemorySetAsideChangeABit() {
        Dataset data = images(300);
        Model model = model(branched());
        Map<String, Tensor> wanted = model.recalibrate(data).tensors();
        for (int threads : new int[] {1, 3}) {
            try (Team team = Team.of(threads)) {
                assertThat(model.pooled(data, 300, Pooling.standard(), team).tensors())
                        .isEqualTo(wanted);
                for (long kept : new long[] {0, 300 * 8, 300 * 60, 300 * 100, 300 * 300}) {
                    assertThat(run(model, data, team, kept).tensors()).isEqualTo(wanted);
                }
            }
        }
    }

    @Test
    void droppingWhileGatheringGivesTheVarianceThatTrainingSees() {
        Network network = Network.of(Shape.of(4), dropout(0.5f), batchNorm());
        Dataset data = numbers(20_000, 4);
        Model off = model(network).recalibrate(data);
        Model kept = model(network).recalibrate(data, Pooling.standard().keepingDropout(3));
        for (int channel = 0; channel < 4; channel++) {
            double mean = off.tensor("1.running_mean").at(channel);
            double square = off.tensor("1.running_var").at(channel) + mean * mean;
            // E[(x b / (1 - p))^2] = E[x^2] / (1 - p) for b of Bernoulli(1 - p)
            assertThat((double) kept.tensor("1.running_var").at(channel))
                    .isCloseTo(2 * square - mean * mean, within(0.05 * square));
            assertThat((double) kept.tensor("1.running_mean").at(channel)).isCloseTo(mean, within(0.05));
        }
        Model again = model(network).recalibrate(data, Pooling.standard().keepingDropout(3));
        Model other = model(network).recalibrate(data, Pooling.standard().keepingDropout(4));
        assertThat(again.tensors()).isEqualTo(kept.tensors());
        assertThat(other.tensors()).isNotEqualTo(kept.tensors());
    }

    @Test
    void wholeChannelsAreDroppedWhereTrainingDropsThem() {
        Network network = Network.of(Shape.of(5, 2), spatialDropout(0.5f), globalAveragePool(), batchNorm());
        Dataset data = numbers(Shape.of(5, 2), 20_000, 1);
        double off = model(network).recalibrate(data).tensor("2.running_var").at(0);
        double kept = model(network)
                .recalibrate(data, Pooling.standard().keepingDropout(1))
                .tensor("2.running_var")
                .at(0);
        // The mean over positions is dropped as a whole: its second moment doubles, as that of a value does.
        double square = off + 1;
        assertThat(kept).isCloseTo(2 * square - 1, within(0.1));
    }

    @Test
    void examplesThatAreNotFiniteAreLeftOut() {
        List<Example> clean = new ArrayList<>();
        List<Example> mixed = new ArrayList<>();
        Randomness random = new Randomness(1);
        for (int index = 0; index < 400; index++) {
            float[] inputs = {(float) random.nextGaussian(), (float) random.nextGaussian()};
            clean.add(Example.of(inputs, 0f));
            mixed.add(Example.of(inputs, 0f));
            if (index % 40 == 7) {
                mixed.add(Example.of(new float[] {index % 80 == 7 ? Float.NaN : Float.NEGATIVE_INFINITY, 1}, 0f));
            }
        }
        Network network = Network.of(Shape.of(2), linear(3), relu(), linear(3), batchNorm(), linear(1));
        Model wanted = model(network).recalibrate(Datasets.of(Shape.of(2), Target.values(1), clean));
        Model found = model(network).recalibrate(Datasets.of(Shape.of(2), Target.values(1), mixed));
        assertThat(found.sampleCounts("3").values()).hasValue(400);
        for (int channel = 0; channel < 3; channel++) {
            double variance = wanted.tensor("3.running_var").at(channel);
            assertThat((double) found.tensor("3.running_var").at(channel)).isCloseTo(variance, within(1e-6 * variance));
        }
    }

    @Test
    void aSampleIsBoundedAndChosenByTheSeed() {
        Network network = Network.of(Shape.of(2), linear(3), batchNorm(), linear(1));
        Dataset few = numbers(16_384, 2);
        Dataset many = numbers(16_385, 2);
        assertThat(Pooling.sample(network, few, 1)).isSameAs(few);
        Dataset sample = Pooling.sample(network, many, 1);
        assertThat(sample.size()).isEqualTo(16_384);
        assertThat(sample.fingerprint())
                .isEqualTo(Pooling.sample(network, many, 1).fingerprint())
                .isNotEqualTo(Pooling.sample(network, many, 2).fingerprint());
        Network wide = Network.of(Shape.of(2), linear(1025), batchNorm(), linear(1));
        assertThat(Pooling.sample(wide, many, 1).size()).isEqualTo(4_096);
    }

    @Test
    void theDistanceOfRunningStatisticsIsTold() {
        Network network = Network.of(Shape.of(2), batchNorm(), linear(1));
        Model model = model(network);
        StatisticsOrigin account =
                model.recalibrate(numbers(5_000, 2)).statistics().orElseThrow();
        // The input has mean 1 and variance 1, the running statistics 0 and 1.
        assertThat(account.layers().get("0").mean()).isCloseTo(1, within(0.1));
        assertThat(account.layers().get("0").logVariance()).isCloseTo(0, within(0.1));
        assertThat(account.layers().get("0").isFar()).isTrue();
        assertThat(account.kind()).isEqualTo(StatisticsOrigin.Kind.POPULATION);
        assertThat(account.examples()).isEqualTo(5_000);
        assertThat(StatisticsOrigin.fromJson(account.toJson())).isEqualTo(StatisticsOrigin.fromJson(account.toJson()));
        assertThat(model.statistics()).isEmpty();
    }

    private static Model run(Model model, Dataset data, Team team, long kept) {
        List<Node> layers = model.network().nodes().stream()
                .filter(node -> node.layer() instanceof PopulationStatistics)
                .toList();
        return new PopulationPass(model.network(), data, layers, Pooling.standard(), team, kept)
                .run(model, (current, node, moments) -> {
                    Map<String, Tensor> tensors = new LinkedHashMap<>();
                    ((PopulationStatistics) node.layer())
                            .statisticsOf(moments)
                            .forEach((name, tensor) -> tensors.put(node.name() + "." + name, tensor));
                    return current.with(tensors, Map.of());
                });
    }

    /** A residual block whose shortcut has a normalization of its own, then a head. */
    private static Network branched() {
        return Network.builder(IMAGE)
                .add("conv1", conv(4, 3).padding(1).withoutBias(), List.of(Network.INPUT))
                .add("bn1", batchNorm(), List.of("conv1"))
                .add("relu1", relu(), List.of("bn1"))
                .add("conv2", conv(8, 3).padding(1).stride(2).withoutBias(), List.of("relu1"))
                .add("bn2", batchNorm(), List.of("conv2"))
                .add("shortcut", conv(8, 1).stride(2).withoutBias(), List.of("relu1"))
                .add("shortcutNorm", batchNorm(), List.of("shortcut"))
                .add("sum", add(), List.of("bn2", "shortcutNorm"))
                .add("relu2", relu(), List.of("sum"))
                .add("pool", maxPool(2), List.of("relu2"))
                .add("flat", flatten(), List.of("pool"))
                .add("hidden", linear(6), List.of("flat"))
                .add("last", batchNorm(), List.of("hidden"))
                .add("out", linear(2), List.of("last"))
                .build();
    }

    /** Mean and unbiased variance of a layer's input in double precision, by a predictor of the layers before it. */
    private static double[][] moments(Model model, Node node, Dataset data) {
        List<dev.evenkeel.operation.OperationNode> before = new ArrayList<>();
        for (var operation : model.operations()) {
            before.add(operation);
            if (operation.name().equals(node.inputs().get(0))) {
                break;
            }
        }
        Predictor predictor = Predictor.unfolded(
                model.network().input(), before, model.output().outputActivation(), PreferredKernels.kernels());
        int channels = node.inputShapes().get(0).channels();
        double[] sum = new double[channels];
        double[] squares = new double[channels];
        Batch batch = new Batch(1, data.inputShape(), data.target());
        long count = 0;
        for (int index = 0; index < data.size(); index++) {
            batch.fill(data, new int[] {index}, 0, 1);
            float[] values = predictor.predict(batch.inputs().clone());
            for (int at = 0; at < values.length; at++) {
                sum[at % channels] += values[at];
                squares[at % channels] += (double) values[at] * values[at];
            }
            count += values.length / channels;
        }
        for (int channel = 0; channel < channels; channel++) {
            double mean = sum[channel] / count;
            squares[channel] = (squares[channel] - count * mean * mean) / (count - 1);
            sum[channel] = mean;
        }
        return new double[][] {sum, squares};
    }

    private static Model model(Network network) {
        TrainingProgram program = Compiler.compile(
                network, 4, new Compute(PreferredKernels.kernels(), Team.alone()), 5, layer -> TrainingMode.TRAIN);
        Map<String, Tensor> tensors = new LinkedHashMap<>();
        Map<String, SampleCounts> sampleCounts = new LinkedHashMap<>();
        program.parameters()
                .forEach(slot ->
                        tensors.put(slot.name(), Tensor.of(slot.parameter().shape(), slot.values())));
        program.statistics().forEach(slot -> {
            tensors.put(slot.name(), Tensor.of(slot.statistic().shape(), slot.values()));
            sampleCounts.put(slot.layer(), SampleCounts.of(1, 1));
        });
        return new Model(network, tensors, sampleCounts, Model.Output.plain(), JsonObject.of(), Map.of());
    }

    private static Dataset images(int count) {
        return numbers(IMAGE, count, 2);
    }

    private static Dataset numbers(int count, int features) {
        return numbers(Shape.of(features), count, 2);
    }

    /** Gaussian values of mean 1 and variance 1; in each channel of an example the same at all positions if {@code kind} is 1. */
    private static Dataset numbers(Shape shape, int count, int kind) {
        List<Example> examples = new ArrayList<>();
        Randomness random = new Randomness(count);
        for (int index = 0; index < count; index++) {
            float[] inputs = new float[shape.size()];
            for (int at = 0; at < inputs.length; at++) {
                inputs[at] = kind == 1 && at >= shape.channels()
                        ? inputs[at - shape.channels()]
                        : 1 + (float) random.nextGaussian();
            }
            examples.add(Example.of(inputs, 0f));
        }
        return Datasets.of(shape, Target.values(1), examples);
    }
}
