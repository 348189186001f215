package dev.evenkeel.train;

import static dev.evenkeel.network.Layers.averagePool;
import static dev.evenkeel.network.Layers.batchNorm;
import static dev.evenkeel.network.Layers.batchRenorm;
import static dev.evenkeel.network.Layers.conv;
import static dev.evenkeel.network.Layers.dropout;
import static dev.evenkeel.network.Layers.flatten;
import static dev.evenkeel.network.Layers.globalAveragePool;
import static dev.evenkeel.network.Layers.groupNorm;
import static dev.evenkeel.network.Layers.instanceNorm;
import static dev.evenkeel.network.Layers.layerNorm;
import static dev.evenkeel.network.Layers.linear;
import static dev.evenkeel.network.Layers.maxPool;
import static dev.evenkeel.network.Layers.prelu;
import static dev.evenkeel.network.Layers.relu;
import static dev.evenkeel.network.Layers.residual;
import static dev.evenkeel.network.Layers.rmsNorm;
import static dev.evenkeel.network.Layers.standardize;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.evenkeel.EvenkeelException;
import dev.evenkeel.dataset.Dataset;
import dev.evenkeel.dataset.Datasets;
import dev.evenkeel.dataset.Target;
import dev.evenkeel.layer.core.InputStandardization;
import dev.evenkeel.model.Model;
import dev.evenkeel.network.Network;
import dev.evenkeel.tensor.Randomness;
import dev.evenkeel.tensor.Shape;
import dev.evenkeel.tensor.Tensor;
import dev.evenkeel.train.loss.ClassWeights;
import dev.evenkeel.train.loss.Losses;
import dev.evenkeel.train.loss.Targets;
import dev.evenkeel.train.metric.Metrics;
import dev.evenkeel.train.optimizer.GradientClipping;
import dev.evenkeel.train.optimizer.Optimizers;
import dev.evenkeel.worker.BatchStatistics;
import dev.evenkeel.worker.LocalWorkers;
import dev.evenkeel.worker.Workers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Several workers, each with a part of the examples, beside one that has them all. */
class WorkersTest {
    private static final Shape ROW = Shape.of(7);
    private static final Shape IMAGE = Shape.of(6, 6, 3);
    private static final List<List<Integer>> CUTS =
            List.of(List.of(150, 150), List.of(299, 1), List.of(0, 300), List.of(100, 120, 80), List.of(2, 0, 298));

    @TempDir
    private Path folder;

    static List<Network> networks() {
        return List.of(
                Network.of(ROW, standardize(), linear(16), batchNorm(), relu(), linear(8), batchNorm(), linear(3)),
                Network.of(
                        ROW,
                        standardize(InputStandardization.Scope.WHOLE),
                        linear(9),
                        batchRenorm(),
                        prelu(),
                        linear(3)),
                Network.of(
                        ROW, standardize().robust(), linear(9), layerNorm(), relu(), linear(8), rmsNorm(), linear(3)),
                Network.of(
                        IMAGE,
                        batchNorm(),
                        conv(8, 3, 3),
                        batchNorm(),
                        relu(),
                        conv(8, 3, 3),
                        batchNorm(),
                        relu(),
                        flatten(),
                        linear(3)),
                Network.of(
                        IMAGE,
                        conv(8, 3, 3),
                        batchNorm(),
                        relu(),
                        maxPool(2, 2),
                        residual(
                                conv(8, 3, 3).padding(1),
                                groupNorm(2),
                                relu(),
                                conv(8, 3, 3).padding(1),
                                batchNorm()),
                        instanceNorm(),
                        averagePool(2, 2),
                        globalAveragePool(),
                        linear(3)));
    }

    @ParameterizedTest
    @MethodSource("networks")
    void workersLearnWhatOneDoesOfTheSameBatches(Network network) {
        Dataset data = data(network.input(), 300);
        Model alone = trainer(network).fit(data);
        Trainer oneStep = trainer(network).batchSize(300).epochs(1).statistics(ShippedStatistics.RUNNING);
        for (List<Integer> cut : CUTS) {
            assertNear(
                    together(oneStep, data, cut, BatchStatistics.SYNCHRONIZED).get(0), oneStep.fit(data), 1e-6);
            List<Model> models = together(trainer(network), data, cut, BatchStatistics.SYNCHRONIZED);
            assertSame(models);
            assertNear(models.get(0), alone, 1e-6);
            assertThat(models.get(0).tensors())
                    .isEqualTo(together(trainer(network), data, cut, BatchStatistics.SYNCHRONIZED)
                            .get(0)
                            .tensors());
        }
    }

    @Test
    void statisticsOfEachWorkerAreThoseOfItsPartAlone() {
        Network network = Network.of(ROW, linear(9), batchNorm(), relu(), linear(3));
        Dataset data = data(ROW, 64);
        UnaryOperator<Trainer> one = trainer -> trainer.batchSize(64).epochs(1).statistics(ShippedStatistics.RUNNING);
        Trainer trainer = one.apply(trainer(network));
        Model synchronous = together(trainer, data, List.of(32, 32), BatchStatistics.SYNCHRONIZED)
                .get(0);
        Model parted = together(trainer, data, List.of(32, 32), BatchStatistics.PER_WORKER)
                .get(0);
        Network ghosts = Network.of(ROW, linear(9), batchNorm().ghostSize(32), relu(), linear(3));
        List<Model> ghost = together(one.apply(trainer(ghosts)), data, List.of(32, 32), BatchStatistics.SYNCHRONIZED);
        assertThat(parted.tensors()).isNotEqualTo(synchronous.tensors());
        assertNear(ghost.get(0), parted, 1e-6);
        assertThat(parted.tensor("1.running_mean").toArray())
                .as("running statistics are those of the whole batch either way")
                .isEqualTo(synchronous.tensor("1.running_mean").toArray());
        assertSame(together(trainer(network), data, List.of(64, 0), BatchStatistics.PER_WORKER));
        assertThatThrownBy(() -> together(trainer, data, List.of(63, 1), BatchStatistics.PER_WORKER))
                .isInstanceOf(EvenkeelException.class)
                .hasMessageContaining("cannot learn from 1 value per channel");
    }

    @Test
    void gradientsOfSeveralBatchesClippingAveragesAndWeightsAreThoseOfOne() {
        Network network = Network.of(ROW, standardize(), linear(16), batchNorm(), relu(), linear(3));
        Dataset data = data(ROW, 300);
        Trainer trainer = trainer(network)
                .optimizer(Optimizers.sgd(0.02).weightDecay(0.01))
                .clip(GradientClipping.byNorm(0.5))
                .accumulate(2)
                .averageWeights(0.9)
                .validationShare(0.2)
                .classWeights(ClassWeights.balanced());
        Model alone = trainer.fit(data);
        List<Model> models = together(trainer, data, List.of(100, 50, 150), BatchStatistics.SYNCHRONIZED);
        assertSame(models);
        assertNear(models.get(0), alone, 1e-6);
    }

    @Test
    void allThatIsMeasuredIsMeasuredOverAllWorkers() {
        Network network = Network.of(ROW, standardize(), linear(16), batchNorm(), relu(), linear(1));
        Dataset data = numbers(200);
        Dataset held = numbers(90);
        Trainer trainer = trainer(network)
                .loss(Losses.meanSquaredError())
                .targets(Targets.STANDARDIZED)
                .metrics(Metrics.r2(), Metrics.meanAbsoluteError());
        List<EpochReport> alone = new ArrayList<>();
        trainer.validation(held)
                .earlyStopping(EarlyStopping.onLoss(3))
                .onEpoch(alone::add)
                .fit(data);
        List<List<EpochReport>> reports = LocalWorkers.run(3, workers -> {
            List<EpochReport> told = new ArrayList<>();
            trainer.workers(workers, BatchStatistics.SYNCHRONIZED)
                    .validation(part(held, List.of(0, 60, 30), workers))
                    .earlyStopping(EarlyStopping.onLoss(3))
                    .onEpoch(told::add)
                    .fit(part(data, List.of(50, 149, 1), workers));
            return told;
        });
        assertThat(reports.get(1)).isEqualTo(reports.get(0)).isEqualTo(reports.get(2));
        for (int epoch = 0; epoch < alone.size(); epoch++) {
            EpochReport one = alone.get(epoch);
            EpochReport several = reports.get(0).get(epoch);
            assertThat(several.loss()).isCloseTo(one.loss(), within(1e-4));
            one.validation()
                    .forEach((name, value) ->
                            assertThat(several.validation().get(name)).as(name).isCloseTo(value, within(1e-3)));
        }
    }

    @Test
    void accuracyIsThatOfAllWorkers() {
        Network network = networks().get(0);
        Dataset data = data(ROW, 120);
        List<EpochReport> alone = new ArrayList<>();
        trainer(network).onEpoch(alone::add).fit(data);
        List<EpochReport> told = LocalWorkers.run(2, workers -> {
                    List<EpochReport> own = new ArrayList<>();
                    trainer(network)
                            .workers(workers, BatchStatistics.SYNCHRONIZED)
                            .onEpoch(own::add)
                            .fit(part(data, List.of(90, 30), workers));
                    return own;
                })
                .get(1);
        assertThat(told).hasSameSizeAs(alone);
        for (int epoch = 0; epoch < told.size(); epoch++) {
            assertThat(told.get(epoch).accuracy()).isCloseTo(alone.get(epoch).accuracy(), within(0.02));
        }
    }

    @Test
    void aRunGoesOnFromTheFirstWorkersCheckpointToTheSameBits() {
        Network network = Network.of(ROW, standardize(), linear(16), batchNorm(), relu(), dropout(0.2), linear(3));
        Dataset data = data(ROW, 200);
        List<Integer> cut = List.of(120, 80);
        Trainer trainer = trainer(network).checkpoints(folder).checkpointEvery(Duration.ZERO);
        List<EpochReport> reports = new ArrayList<>();
        Model whole = LocalWorkers.run(2, workers -> {
                    Trainer own = trainer.workers(workers, BatchStatistics.SYNCHRONIZED);
                    return (workers.rank() == 0 ? own.onEpoch(reports::add) : own).fit(part(data, cut, workers));
                })
                .get(0);
        for (int stop : new int[] {1, 5, 9}) {
            AtomicInteger steps = new AtomicInteger();
            assertThatThrownBy(() -> LocalWorkers.run(
                            2,
                            workers -> trainer.workers(workers, BatchStatistics.SYNCHRONIZED)
                                    .cancelWhen(() -> workers.rank() == 1 && steps.incrementAndGet() == stop)
                                    .fit(part(data, cut, workers))))
                    .isInstanceOf(CancelledException.class);
            List<EpochReport> resumed = new ArrayList<>();
            List<Model> models = LocalWorkers.run(2, workers -> {
                Trainer own =
                        trainer.workers(workers, BatchStatistics.SYNCHRONIZED).resume();
                return (workers.rank() == 0 ? own.onEpoch(resumed::add) : own).fit(part(data, cut, workers));
            });
            assertSame(models);
            assertThat(models.get(0).tensors()).isEqualTo(whole.tensors());
            assertThat(resumed).isEqualTo(reports);
        }
        assertThatThrownBy(() -> LocalWorkers.run(
                        2,
                        workers -> trainer.workers(workers, BatchStatistics.SYNCHRONIZED)
                                .resume()
                                .fit(part(data, List.of(80, 120), workers))))
                .isInstanceOf(EvenkeelException.class)
                .hasMessageContaining("other settings: data");
    }

    @Test
    void aStepThatIsNotFiniteAtOneWorkerIsLeftOutAtAll() {
        Network network = Network.of(ROW, linear(9), layerNorm(), relu(), linear(3));
        Dataset data = withNaN(data(ROW, 100), 70);
        List<Integer> cut = List.of(60, 40);
        List<Model> models =
                together(trainer(network).nonFinite(NonFinite.SKIP), data, cut, BatchStatistics.SYNCHRONIZED);
        assertSame(models);
        assertNear(models.get(0), trainer(network).nonFinite(NonFinite.SKIP).fit(data), 1e-6);
        assertThatThrownBy(() -> together(trainer(network), data, cut, BatchStatistics.SYNCHRONIZED))
                .isInstanceOf(EvenkeelException.class)
                .hasMessageContaining("not a number");
    }

    @Test
    void aWorkerThatFailsEndsTheOthers() {
        Dataset data = data(ROW, 100);
        assertThatThrownBy(() -> LocalWorkers.run(
                        3,
                        workers -> trainer(networks().get(0))
                                .workers(workers, BatchStatistics.SYNCHRONIZED)
                                .onStep(step -> {
                                    if (workers.rank() == 1 && step.step() == 2) {
                                        throw new IllegalStateException("disk full");
                                    }
                                })
                                .fit(part(data, List.of(40, 30, 30), workers))))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("disk full");
    }

    @Test
    void whatWorkersCannotShareIsRefusedBeforeAnyWork() {
        Dataset none = data(ROW, 100).select(new int[0]);
        assertThatThrownBy(() -> LocalWorkers.run(
                        2,
                        workers -> trainer(networks().get(0))
                                .workers(workers, BatchStatistics.SYNCHRONIZED)
                                .fit(none)))
                .isInstanceOf(EvenkeelException.class)
                .hasMessageContaining("none left to learn from");
        assertThatThrownBy(() -> together(
                        trainer(networks().get(0)).observe(1, seen -> {}),
                        data(ROW, 100),
                        List.of(50, 50),
                        BatchStatistics.SYNCHRONIZED))
                .isInstanceOf(EvenkeelException.class)
                .hasMessageContaining("cannot be observed");
    }

    @Test
    void statisticsOfAPopulationArePooledOverAllWorkers() {
        Network network = networks().get(3);
        Dataset data = data(IMAGE, 200);
        Model model = trainer(network).epochs(1).fit(data);
        Dataset other = data(IMAGE, 90);
        Model alone = model.recalibrate(other);
        List<Model> models = LocalWorkers.run(
                3,
                workers -> model.recalibrate(
                        part(other, List.of(1, 0, 89), workers),
                        dev.evenkeel.model.Pooling.standard().threads(1).with(workers)));
        assertSame(models);
        assertNear(models.get(0), alone, 1e-6);
        assertThat(models.get(0).statistics()).isEqualTo(alone.statistics());
    }

    private static Trainer trainer(Network network) {
        return Trainer.of(network)
                .batchSize(48)
                .epochs(3)
                .optimizer(Optimizers.sgd(0.02).momentum(0.5))
                .threads(1);
    }

    private static List<Model> together(
            Trainer trainer, Dataset data, List<Integer> sizes, BatchStatistics statistics) {
        return LocalWorkers.run(
                sizes.size(), workers -> trainer.workers(workers, statistics).fit(part(data, sizes, workers)));
    }

    private static Dataset part(Dataset data, List<Integer> sizes, Workers workers) {
        int first = sizes.subList(0, workers.rank()).stream()
                .mapToInt(Integer::intValue)
                .sum();
        return data.select(
                IntStream.range(first, first + sizes.get(workers.rank())).toArray());
    }

    private static void assertSame(List<Model> models) {
        for (Model model : models) {
            assertThat(model.tensors()).isEqualTo(models.get(0).tensors());
            assertThat(model.provenance()).isEqualTo(models.get(0).provenance());
            assertThat(model.statistics()).isEqualTo(models.get(0).statistics());
        }
    }

    private static void assertNear(Model one, Model other, double tolerance) {
        for (Map.Entry<String, Tensor> tensor : other.tensors().entrySet()) {
            float[] values = one.tensor(tensor.getKey()).toArray();
            float[] expected = tensor.getValue().toArray();
            for (int index = 0; index < values.length; index++) {
                assertThat((double) values[index])
                        .as(tensor.getKey() + " " + index)
                        .isCloseTo(expected[index], within(tolerance * Math.max(1, Math.abs(expected[index]))));
            }
        }
    }

    private static Dataset data(Shape shape, int examples) {
        Randomness randomness = Randomness.of(examples, "data");
        float[][] inputs = new float[examples][shape.size()];
        int[] classes = new int[examples];
        for (int example = 0; example < examples; example++) {
            classes[example] = example * 3 / examples;
            for (int index = 0; index < inputs[example].length; index++) {
                inputs[example][index] = (float) (randomness.nextGaussian() + 0.5 * classes[example] * (index % 2));
            }
        }
        return Datasets.of(shape, inputs, classes, Target.classes(3));
    }

    private static Dataset numbers(int examples) {
        float[][] inputs = new float[examples][];
        float[][] targets = new float[examples][1];
        Randomness randomness = Randomness.of(examples, "numbers");
        for (int example = 0; example < examples; example++) {
            inputs[example] = new float[ROW.size()];
            for (int index = 0; index < ROW.size(); index++) {
                inputs[example][index] = (float) randomness.nextGaussian();
                targets[example][0] += 40 * inputs[example][index];
            }
        }
        return Datasets.of(ROW, inputs, targets);
    }

    private static Dataset withNaN(Dataset data, int place) {
        return new NotFinite(data, place);
    }

    private record NotFinite(Dataset data, int place) implements Dataset {
        @Override
        public int size() {
            return data.size();
        }

        @Override
        public Shape inputShape() {
            return data.inputShape();
        }

        @Override
        public Target target() {
            return data.target();
        }

        @Override
        public void read(int index, dev.evenkeel.dataset.Batch batch, int row) {
            data.read(index, batch, row);
            if (index == place) {
                batch.inputs()[batch.inputOffset(row)] = Float.NaN;
            }
        }
    }
}
