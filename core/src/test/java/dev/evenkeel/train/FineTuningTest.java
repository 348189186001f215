package dev.evenkeel.train;

import static dev.evenkeel.network.Layers.batchNorm;
import static dev.evenkeel.network.Layers.linear;
import static dev.evenkeel.network.Layers.relu;
import static dev.evenkeel.network.Layers.standardize;
import static dev.evenkeel.train.TrainerTest.rings;
import static dev.evenkeel.train.TrainerTest.trainer;
import static dev.evenkeel.train.optimizer.Optimizers.sgd;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.evenkeel.EvenkeelException;
import dev.evenkeel.layer.Frozen;
import dev.evenkeel.layer.TrainingMode;
import dev.evenkeel.model.Model;
import dev.evenkeel.network.Network;
import dev.evenkeel.network.SampleCounts;
import dev.evenkeel.tensor.Shape;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FineTuningTest {
    @TempDir
    private Path folder;

    @Test
    void frozenLayersKeepTheirBits() {
        Model start = trainer().fit(rings(1, 100));
        Model tuned = trainer(start).freezeParameters("1").freezeStatistics("2").fit(rings(2, 100));
        assertThat(tuned.tensor("1.weight")).isEqualTo(start.tensor("1.weight"));
        assertThat(tuned.tensor("1.bias")).isEqualTo(start.tensor("1.bias"));
        assertThat(tuned.tensor("2.running_mean")).isEqualTo(start.tensor("2.running_mean"));
        assertThat(tuned.tensor("2.weight")).isNotEqualTo(start.tensor("2.weight"));
        assertThat(tuned.tensor("6.running_mean")).isNotEqualTo(start.tensor("6.running_mean"));
        assertThat(tuned.sampleCounts("2")).isEqualTo(start.sampleCounts("2"));
    }

    @Test
    void runningStatisticsFollowWhereNoParameterLearns() {
        Model start = trainer().fit(rings(1, 100));
        Model tuned = trainer(start).freezeParameters("*").fit(rings(2, 100));
        assertThat(tuned.tensor("8.weight")).isEqualTo(start.tensor("8.weight"));
        assertThat(tuned.tensor("6.running_mean")).isNotEqualTo(start.tensor("6.running_mean"));
    }

    @Test
    void noLaterCallThawsWhatIsFrozen() {
        Model start = trainer().fit(rings(1, 100));
        Model tuned = trainer(start)
                .optimizer(sgd(0.1).momentum(0.9).weightDecay(0.1f))
                .averageWeights(0.9)
                .freezeParameters("1")
                .freezeStatistics("2")
                .freezeParameters("2")
                .treat("*", TrainingMode.TRAIN)
                .fit(rings(2, 100));
        for (String tensor : List.of("1.weight", "1.bias", "2.weight", "2.bias", "2.running_mean", "2.running_var")) {
            assertThat(tuned.tensor(tensor)).as(tensor).isEqualTo(start.tensor(tensor));
        }
        assertThat(tuned.sampleCounts("2")).isEqualTo(start.sampleCounts("2"));
        assertThat(tuned.tensor("6.running_mean")).isNotEqualTo(start.tensor("6.running_mean"));
        assertThat(tuned.network()).isEqualTo(start.network());
    }

    @Test
    void whatADescriptionFreezesStaysInTrainingAndRecalibration() {
        Model start = trainer().fit(rings(1, 100));
        Model described = start.with(start.network().freeze("2", Frozen.ALL));
        Model tuned = trainer(described).treat("2", TrainingMode.TRAIN).fit(rings(2, 100));
        Model gathered = tuned.recalibrate(rings(3, 100));
        for (String tensor : List.of("2.weight", "2.bias", "2.running_mean", "2.running_var")) {
            assertThat(gathered.tensor(tensor)).as(tensor).isEqualTo(start.tensor(tensor));
        }
        assertThat(gathered.tensor("6.running_mean")).isNotEqualTo(tuned.tensor("6.running_mean"));
        assertThat(gathered.with(gathered.network().thawed())
                        .recalibrate(rings(3, 100))
                        .tensor("2.running_mean"))
                .isNotEqualTo(start.tensor("2.running_mean"));
    }

    @Test
    void averagesOverAllValuesGoOnFromAKnownNumberOnly() {
        Network described = Network.of(Shape.of(2), linear(4), batchNorm().cumulative(), relu(), linear(2));
        Model known = Trainer.of(described).epochs(1).batchSize(20).fit(rings(1, 100));
        Model unknown = known.with(Map.of(), Map.of("1", SampleCounts.UNKNOWN));

        assertThat(trainer(known)
                        .statistics(ShippedStatistics.RUNNING)
                        .fit(rings(2, 100))
                        .sampleCounts("1")
                        .values()
                        .getAsLong())
                .isGreaterThan(known.sampleCounts("1").values().getAsLong());
        assertThatThrownBy(() -> trainer(unknown).fit(rings(2, 100)))
                .isInstanceOf(EvenkeelException.class)
                .hasMessage("batchNorm '1' averages over all values so far, but how many stand behind its statistics is"
                        + " unknown. Recalibrate the model, freeze the layer's statistics, or describe it with"
                        + " newBatchWeight");
        assertThat(trainer(unknown).freezeStatistics("1").fit(rings(2, 100)).sampleCounts("1"))
                .isEqualTo(SampleCounts.UNKNOWN);
    }

    @Test
    void frozenStatisticsNeedAModelThatGatheredThem() {
        Network described = Network.of(Shape.of(2), standardize(), linear(4), batchNorm(), relu(), linear(2));
        Model start = Trainer.of(described).epochs(1).fit(rings(1, 100));
        Model untrained = start.with(Map.of(), Map.of("2", SampleCounts.NONE));
        Model kept = untrained.with(described.freeze("2", Frozen.STATISTICS));

        assertThat(Stream.of(
                        Trainer.of(described).freezeStatistics("*"),
                        Trainer.of(described.freeze("2", Frozen.ALL)),
                        Trainer.from(untrained).freezeStatistics("2")))
                .allSatisfy(trainer -> assertThatThrownBy(() -> trainer.fit(rings(2, 100)))
                        .isInstanceOf(EvenkeelException.class)
                        .hasMessageStartingWith("batchNorm '2' is to normalise by frozen running statistics, but they")
                        .hasMessageContaining("leave out what freezes them"));
        assertThat(Trainer.from(start)
                        .freezeStatistics("*")
                        .epochs(1)
                        .fit(rings(2, 100))
                        .tensor("2.running_var"))
                .isEqualTo(start.tensor("2.running_var"));
        assertThat(Trainer.of(described.freeze("0", Frozen.ALL))
                        .epochs(1)
                        .fit(rings(2, 100))
                        .freeze()
                        .output())
                .isEqualTo(Shape.of(2));
        assertThatThrownBy(kept::freeze)
                .hasMessageContaining("They are frozen, so neither training nor recalibrate(data) gathers them");
        assertThatThrownBy(untrained::freeze).hasMessageContaining("Train the model, or gather them with recalibrate");
    }

    @Test
    void whatIsUnknownOfStatisticsFromElsewhereStaysUnknownAndFreezes() {
        SampleCounts half = new SampleCounts(OptionalLong.of(7), OptionalLong.empty());
        Model start = trainer().fit(rings(1, 100)).with(Map.of(), Map.of("2", SampleCounts.UNKNOWN, "6", half));
        Model kept = trainer(start).freezeStatistics("*").fit(rings(2, 100));
        assertThat(kept.sampleCounts("2")).isEqualTo(SampleCounts.UNKNOWN);
        assertThat(kept.sampleCounts("6")).isEqualTo(half);
        assertThat(kept.freeze().output()).isEqualTo(Shape.of(2));
        Trainer following = trainer(start).validationShare(0.2).earlyStopping(EarlyStopping.onLoss(9));
        Model followed = following.statistics(ShippedStatistics.RUNNING).fit(rings(2, 100));
        assertThat(followed.sampleCounts("2")).isEqualTo(SampleCounts.UNKNOWN);
        assertThat(followed.sampleCounts("6").batches().orElse(0)).isGreaterThan(7);
        assertThat(followed.sampleCounts("6").values()).isEmpty();
        Model pooled = following.fit(rings(2, 100));
        assertThat(pooled.sampleCounts("2")).isEqualTo(new SampleCounts(OptionalLong.empty(), OptionalLong.of(80)));
        assertThat(pooled.sampleCounts("6").batches().orElse(0)).isGreaterThan(7);
        assertThat(pooled.sampleCounts("6").values()).hasValue(80);
    }

    @Test
    void aResumedRunKnowsAsMuchOfTheBestEpochsStatistics() {
        SampleCounts half = new SampleCounts(OptionalLong.of(7), OptionalLong.empty());
        Model start = trainer().fit(rings(1, 100)).with(Map.of(), Map.of("2", SampleCounts.UNKNOWN, "6", half));
        Trainer trainer = trainer(start)
                .validationShare(0.2)
                .earlyStopping(EarlyStopping.onLoss(9))
                .freezeStatistics("*");
        Trainer stopped = trainer.checkpoints(folder);
        AtomicInteger steps = new AtomicInteger();
        assertThatThrownBy(() ->
                        stopped.cancelWhen(() -> steps.incrementAndGet() == 5).fit(rings(2, 100)))
                .isInstanceOf(CancelledException.class);
        Model resumed = stopped.resume().fit(rings(2, 100));
        assertThat(resumed.sampleCounts("6")).isEqualTo(half);
        assertThat(resumed.tensors()).isEqualTo(trainer.fit(rings(2, 100)).tensors());
    }

    @Test
    void allButTheLastLayerIsFrozen() {
        Model start = trainer().fit(rings(1, 100));
        String last = start.network().last().name();
        Model tuned = trainer(start).freezeAllBut(last).fit(rings(2, 100));
        start.tensors().forEach((name, tensor) -> {
            if (name.startsWith(last + ".")) {
                assertThat(tuned.tensor(name)).as(name).isNotEqualTo(tensor);
            } else {
                assertThat(tuned.tensor(name)).as(name).isEqualTo(tensor);
            }
        });
    }

    @Test
    void aNewHeadIsDrawnBySeedAndLearnsWhereAllElseIsFrozen() {
        Model start = trainer().fit(rings(1, 100));
        String head = start.network().head().orElseThrow().name();
        Trainer trainer =
                trainer(start).freezeParameters("*").freezeStatistics("*").newHead(2);
        Model tuned = trainer.fit(rings(2, 100));
        assertThat(tuned.tensor(head + ".weight")).isNotEqualTo(start.tensor(head + ".weight"));
        assertThat(tuned.tensor("1.weight")).isEqualTo(start.tensor("1.weight"));
        assertThat(tuned.tensor("2.running_mean")).isEqualTo(start.tensor("2.running_mean"));
        assertThat(trainer.seed(9).fit(rings(2, 100)).tensor(head + ".weight"))
                .isNotEqualTo(tuned.tensor(head + ".weight"));
        assertThat(trainer(start).newHead(7).network().output()).isEqualTo(Shape.of(7));
    }

    @Test
    void aNewHeadNeedsALinearLayer() {
        assertThatThrownBy(() -> Trainer.of(Network.of(Shape.of(4), relu())).newHead(2))
                .isInstanceOf(EvenkeelException.class)
                .hasMessageContaining("the last linear layer, but the network has none");
    }

    @Test
    void aPatternWithoutLayersIsRefused() {
        assertThatThrownBy(() -> trainer().freezeParameters("conv*"))
                .isInstanceOf(EvenkeelException.class)
                .hasMessageContaining("No layer's name matches 'conv*'");
    }
}
