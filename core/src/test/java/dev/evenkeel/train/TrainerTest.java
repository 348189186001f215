package dev.evenkeel.train;

import static dev.evenkeel.network.Layers.batchNorm;
import static dev.evenkeel.network.Layers.dropout;
import static dev.evenkeel.network.Layers.linear;
import static dev.evenkeel.network.Layers.relu;
import static dev.evenkeel.network.Layers.standardize;
import static dev.evenkeel.train.loss.Losses.meanSquaredError;
import static dev.evenkeel.train.optimizer.Optimizers.sgd;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.evenkeel.EvenkeelException;
import dev.evenkeel.dataset.Dataset;
import dev.evenkeel.dataset.Datasets;
import dev.evenkeel.dataset.Example;
import dev.evenkeel.dataset.Target;
import dev.evenkeel.model.Model;
import dev.evenkeel.network.Network;
import dev.evenkeel.tensor.Randomness;
import dev.evenkeel.tensor.Shape;
import dev.evenkeel.train.loss.Targets;
import dev.evenkeel.train.metric.Metrics;
import dev.evenkeel.train.schedule.Schedules;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TrainerTest {
    private static final Network NETWORK = Network.of(
            Shape.of(2),
            standardize(),
            linear(16),
            batchNorm(),
            relu(),
            dropout(0.1f),
            linear(8),
            batchNorm(),
            relu(),
            linear(2));

    @TempDir
    private Path folder;

    @Test
    void aNetworkLearnsToTellARingFromItsInside() {
        Model model = trainer().epochs(20).fit(rings(1, 400));
        double accuracy = Evaluation.of(model.freeze(), rings(2, 400), List.of(Metrics.accuracy()))
                .get("accuracy");
        assertThat(accuracy).isGreaterThan(0.93);
    }

    @Test
    void theSameSeedGivesTheSameModelForAnyNumberOfThreads() {
        Model one = trainer().threads(1).fit(rings(1, 333));
        Model three = trainer().threads(3).fit(rings(1, 333));
        assertThat(three.tensors()).isEqualTo(one.tensors());
        assertThat(trainer().seed(8).fit(rings(1, 333)).tensors()).isNotEqualTo(one.tensors());
    }

    @Test
    void aCancelledRunGoesOnToTheSameModel() {
        Model whole = trainer()
                .averageWeights(0.9)
                .validationShare(0.2)
                .earlyStopping(EarlyStopping.onLoss(9))
                .fit(rings(1, 200));
        for (int stop = 1; stop < 20; stop += 6) {
            int last = stop;
            Trainer trainer = trainer()
                    .averageWeights(0.9)
                    .validationShare(0.2)
                    .earlyStopping(EarlyStopping.onLoss(9))
                    .checkpoints(folder.resolve("run" + stop));
            AtomicInteger steps = new AtomicInteger();
            assertThatThrownBy(() -> trainer.cancelWhen(() -> steps.incrementAndGet() == last)
                            .fit(rings(1, 200)))
                    .isInstanceOf(CancelledException.class)
                    .hasMessageContaining("checkpoint.safetensors");
            assertThat(trainer.resume().fit(rings(1, 200)).tensors()).isEqualTo(whole.tensors());
        }
    }

    @Test
    void anInterruptStopsTheRunAndKeepsACheckpoint() {
        Model whole = trainer().fit(rings(1, 100));
        Trainer trainer = trainer().checkpoints(folder);
        assertThatThrownBy(() -> trainer.onStep(step -> Thread.currentThread().interrupt())
                        .fit(rings(1, 100)))
                .isInstanceOf(CancelledException.class)
                .hasMessageContaining("checkpoint.safetensors");
        assertThat(Thread.interrupted()).isTrue();
        assertThat(trainer.resume().fit(rings(1, 100)).tensors()).isEqualTo(whole.tensors());
    }

    @Test
    void whenCheckpointsAreWrittenChangesNoBit() {
        Model without = trainer().fit(rings(1, 100));
        List<Path> written = new ArrayList<>();
        Model with = trainer()
                .checkpoints(folder)
                .checkpointEvery(Duration.ZERO)
                .onCheckpoint(written::add)
                .fit(rings(1, 100));
        assertThat(with.tensors()).isEqualTo(without.tensors());
        assertThat(written).hasSizeGreaterThan(3).containsOnly(folder.resolve(Checkpoint.FILE));
        assertThat(Files.exists(folder.resolve(Checkpoint.FILE))).isTrue();
    }

    @Test
    void resumingNeedsACheckpointOfTheSameSettings() {
        assertThatThrownBy(() -> trainer().checkpoints(folder).resume().fit(rings(1, 100)))
                .isInstanceOf(EvenkeelException.class)
                .hasMessageContaining("There is no checkpoint")
                .hasMessageContaining("Start the run without resuming");
        trainer().checkpoints(folder).fit(rings(1, 100));
        assertThatThrownBy(() ->
                        trainer().checkpoints(folder).batchSize(20).resume().fit(rings(1, 100)))
                .isInstanceOf(EvenkeelException.class)
                .hasMessageContaining("batchSize (was 32, now 20)");
        assertThatThrownBy(() -> trainer().checkpoints(folder).resume().fit(rings(2, 100)))
                .isInstanceOf(EvenkeelException.class)
                .hasMessageContaining(
                        "written by a run on other data: its 100 examples of data have other values, or come in another order");
        assertThatThrownBy(() -> trainer().resume().fit(rings(1, 100)))
                .isInstanceOf(EvenkeelException.class)
                .hasMessageContaining("Say checkpoints(folder) too");
    }

    @Test
    void aPoisonedBatchStopsTheRunAndNamesWhere() {
        Dataset poisoned = rings(1, 100, 17, Float.NaN);
        assertThatThrownBy(() -> trainer(withoutStandardization()).fit(poisoned))
                .isInstanceOf(EvenkeelException.class)
                .hasMessageContaining("first in the input (example 17, input 0 is NaN)");
        assertThatThrownBy(() -> trainer().fit(poisoned))
                .isInstanceOf(EvenkeelException.class)
                .hasMessageContaining("needs finite inputs")
                .hasMessageContaining("example 17, input 0 is NaN");
        assertThatThrownBy(() -> trainer(withoutStandardization()).fit(rings(1, 100, 17, 3e38f)))
                .isInstanceOf(EvenkeelException.class)
                .hasMessageContaining("of epoch 1 gave a value that is infinite or not a number")
                .hasMessageContaining("(example 17, input 0 is 3.0E38)")
                .hasMessageContaining("'");
    }

    @Test
    void aPoisonedBatchIsSkippedAndCountedIfAskedTo() {
        List<Long> skipped = new ArrayList<>();
        Model model = trainer(withoutStandardization())
                .nonFinite(NonFinite.SKIP)
                .epochs(2)
                .onStep(progress -> skipped.add(progress.skipped()))
                .fit(rings(1, 100, 17, Float.NaN));
        assertThat(skipped.get(skipped.size() - 1)).isEqualTo(2);
        assertThat(model.provenance().integer("skippedSteps")).isEqualTo(2);
        assertThat(model.tensors().values()).allMatch(tensor -> tensor.isFinite());
        assertThat(model.sampleCounts("1").batches()).hasValue(2L * 4 - 2);
    }

    @Test
    void regressionIsLearnedInStandardUnitsAndPredictedInItsOwn() {
        Network network = Network.of(Shape.of(1), linear(1));
        List<Example> line = new ArrayList<>();
        for (int index = 0; index < 200; index++) {
            float x = index / 100f - 1;
            line.add(Example.of(new float[] {x}, 5000 + 3000 * x));
        }
        Dataset data = Datasets.of(Shape.of(1), Target.values(1), line);
        Model model = Trainer.of(network)
                .loss(meanSquaredError())
                .optimizer(sgd(0.1))
                .targets(Targets.STANDARDIZED)
                .epochs(30)
                .batchSize(20)
                .fit(data);
        assertThat(model.freeze().predict(new float[] {0.5f})[0])
                .isCloseTo(6500, org.assertj.core.data.Offset.offset(5f));
    }

    @Test
    void dataThatDoNotFitAreRefusedBeforeAnyWork() {
        Network network = Network.of(Shape.of(3), linear(2));
        assertThatThrownBy(() -> Trainer.of(network).fit(rings(1, 10)))
                .isInstanceOf(EvenkeelException.class)
                .hasMessageContaining("The network reads examples [3]");
        assertThatThrownBy(
                        () -> trainer().earlyStopping(EarlyStopping.onLoss(2)).fit(rings(1, 10)))
                .isInstanceOf(EvenkeelException.class)
                .hasMessageContaining("needs a validation split");
    }

    @Test
    void earlyStoppingReturnsTheBestEpoch() {
        List<EpochReport> reports = new ArrayList<>();
        Model model = trainer()
                .optimizer(sgd(0.5))
                .schedule(Schedules.constant())
                .validationShare(0.3)
                .epochs(30)
                .earlyStopping(EarlyStopping.onLoss(2))
                .onEpoch(reports::add)
                .fit(rings(1, 100));
        int best = model.provenance().integer("bestEpoch");
        double lowest = reports.stream()
                .mapToDouble(report -> report.validation().get("loss"))
                .min()
                .orElseThrow();
        assertThat(reports.get(best - 1).validation().get("loss")).isEqualTo(lowest);
        assertThat(reports).hasSizeLessThan(30).hasSize(best + 2);
    }

    private static Network withoutStandardization() {
        return Network.of(Shape.of(2), linear(8), batchNorm(), relu(), linear(2));
    }

    static Trainer trainer() {
        return trainer(NETWORK);
    }

    private static Trainer trainer(Network network) {
        return settled(Trainer.of(network));
    }

    static Trainer trainer(Model model) {
        return settled(Trainer.from(model));
    }

    private static Trainer settled(Trainer trainer) {
        return trainer.batchSize(32).epochs(4).seed(7).threads(2);
    }

    static Dataset rings(long seed, int count) {
        return rings(seed, count, -1, 0);
    }

    static Dataset rings(long seed, int count, int poisoned, float poison) {
        Randomness randomness = new Randomness(seed);
        float[][] inputs = new float[count][];
        int[] classes = new int[count];
        for (int index = 0; index < count; index++) {
            float x = (float) randomness.nextGaussian();
            float y = (float) randomness.nextGaussian();
            inputs[index] = new float[] {index == poisoned ? poison : 40 + 3 * x, y};
            classes[index] = x * x + y * y > 1.4 ? 1 : 0;
        }
        return Datasets.of(Shape.of(2), inputs, classes, Target.classes(2));
    }
}
