package dev.evenkeel.train;

import static dev.evenkeel.network.Layers.averagePool;
import static dev.evenkeel.network.Layers.batchNorm;
import static dev.evenkeel.network.Layers.batchRenorm;
import static dev.evenkeel.network.Layers.conv;
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
import static dev.evenkeel.train.Together.IMAGE;
import static dev.evenkeel.train.Together.ROW;
import static dev.evenkeel.train.Together.assertNear;
import static dev.evenkeel.train.Together.assertSame;
import static dev.evenkeel.train.Together.data;
import static dev.evenkeel.train.Together.part;
import static dev.evenkeel.train.Together.together;
import static dev.evenkeel.train.Together.trainer;
import static dev.evenkeel.train.Together.withNaN;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.evenkeel.EvenkeelException;
import dev.evenkeel.dataset.Dataset;
import dev.evenkeel.layer.core.InputStandardization;
import dev.evenkeel.model.Model;
import dev.evenkeel.network.Network;
import dev.evenkeel.train.loss.ClassWeights;
import dev.evenkeel.train.optimizer.GradientClipping;
import dev.evenkeel.train.optimizer.Optimizers;
import dev.evenkeel.worker.BatchStatistics;
import dev.evenkeel.worker.LocalWorkers;
import java.util.List;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Several workers, each with a part of the examples, beside one that has them all. */
class WorkersTest {
    private static final List<List<Integer>> CUTS =
            List.of(List.of(150, 150), List.of(299, 1), List.of(0, 300), List.of(100, 120, 80), List.of(2, 0, 298));

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
                .hasMessageStartingWith(
                        "batchNorm '1' normalises each worker's part of a batch by itself (batchStatistics"
                                + " perWorker) and needs 2 examples or more at a worker, but worker 1 of 2 has 1 to learn from.");
    }

    @Test
    void partsOfABatchThatANormalizationSeesAloneAreNeverOfOneExample() {
        Dataset data = data(ROW, 301);
        Network whole = Network.of(ROW, linear(9), batchNorm(), relu(), linear(3));
        Network ghosts = Network.of(ROW, linear(9), batchNorm().ghostSize(4), relu(), linear(3));
        for (List<Integer> cut : List.of(List.of(75, 75, 75, 76), List.of(150, 3, 0, 148), List.of(297, 2, 2))) {
            assertSame(together(trainer(whole).batchSize(8), data, cut, BatchStatistics.PER_WORKER));
            assertSame(together(trainer(ghosts).batchSize(8), data, cut, BatchStatistics.SYNCHRONIZED));
        }
        assertThatThrownBy(() -> together(
                        trainer(whole).batchSize(7), data, List.of(75, 75, 75, 76), BatchStatistics.PER_WORKER))
                .isInstanceOf(EvenkeelException.class)
                .hasMessage(
                        "batchNorm '1' normalises each worker's part of a batch by itself (batchStatistics perWorker)"
                                + " and needs 2 examples or more of each batch at a worker, but batches of 7 over 4 workers leave"
                                + " fewer. Take batches of 8 or more (batchSize), fewer workers (numWorkers), or batchStatistics"
                                + " synchronized");
        assertThatThrownBy(() ->
                        together(trainer(ghosts).batchSize(3), data, List.of(150, 151), BatchStatistics.SYNCHRONIZED))
                .hasMessageContaining("has ghost batches, which stay within a worker (ghostSize)");
        Network image = Network.of(IMAGE, conv(4, 3, 3), batchNorm(), relu(), globalAveragePool(), linear(3));
        assertSame(together(
                trainer(image).batchSize(2).epochs(1), data(IMAGE, 30), List.of(15, 15), BatchStatistics.PER_WORKER));
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
    void aStepThatIsNotFiniteAtOneWorkerIsLeftOutAtAll() {
        Network network = Network.of(ROW, linear(9), layerNorm(), relu(), linear(3));
        Dataset data = withNaN(data(ROW, 100), 70);
        List<Integer> cut = List.of(60, 40);
        List<Model> models =
                together(trainer(network).nonFinite(NonFinite.SKIP), data, cut, BatchStatistics.SYNCHRONIZED);
        assertSame(models);
        assertNear(models.get(0), trainer(network).nonFinite(NonFinite.SKIP).fit(data), 1e-6);
        assertThat(LocalWorkers.run(
                        2,
                        workers -> problem(
                                trainer(network).workers(workers, BatchStatistics.SYNCHRONIZED),
                                part(data, cut, workers))))
                .as("every worker names the example of the one that has it")
                .allSatisfy(problem -> assertThat(problem)
                        .contains("not a number, first in the input at worker 1 (example 70, input 0 is NaN)"));
    }

    private static String problem(Trainer trainer, Dataset data) {
        try {
            trainer.fit(data);
            return "none";
        } catch (EvenkeelException problem) {
            return String.valueOf(problem.getMessage());
        }
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
}
