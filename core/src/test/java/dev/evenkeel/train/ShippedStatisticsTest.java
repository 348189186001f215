package dev.evenkeel.train;

import static dev.evenkeel.network.Layers.batchNorm;
import static dev.evenkeel.network.Layers.linear;
import static dev.evenkeel.network.Layers.relu;
import static dev.evenkeel.train.TrainerTest.rings;
import static dev.evenkeel.train.optimizer.Optimizers.adamW;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.evenkeel.EvenkeelException;
import dev.evenkeel.audit.Audit;
import dev.evenkeel.audit.Finding;
import dev.evenkeel.dataset.Dataset;
import dev.evenkeel.layer.TrainingMode;
import dev.evenkeel.model.Model;
import dev.evenkeel.model.Pooling;
import dev.evenkeel.model.StatisticsOrigin;
import dev.evenkeel.network.Network;
import dev.evenkeel.tensor.Shape;
import dev.evenkeel.train.loss.Losses;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Which statistics, and which epoch, a run leaves. */
class ShippedStatisticsTest {
    private static final Network NETWORK =
            Network.of(Shape.of(2), linear(8), batchNorm(), relu(), linear(6), batchNorm(), relu(), linear(2));

    @TempDir
    private Path folder;

    @Test
    void theStatisticsOfThePopulationAreLeft() {
        Dataset data = rings(1, 200);
        Model model = trainer().fit(data);
        Model running = trainer().statistics(ShippedStatistics.RUNNING).fit(data);
        assertThat(model.tensor("0.weight")).isEqualTo(running.tensor("0.weight"));
        assertThat(model.tensors())
                .isEqualTo(running.recalibrate(data, Pooling.standard().keepingDropout(3))
                        .tensors())
                .isNotEqualTo(running.tensors());
        assertThat(model.sampleCounts("1").values()).hasValue(200);
        assertThat(model.sampleCounts("1").batches())
                .isEqualTo(running.sampleCounts("1").batches());
        StatisticsOrigin account = model.statistics().orElseThrow();
        assertThat(account.kind()).isEqualTo(StatisticsOrigin.Kind.POPULATION);
        assertThat(account.layers().keySet()).containsExactly("1", "4");
        assertThat(running.statistics()).contains(account.ofRunning());
    }

    @Test
    void whatDoesNotFollowIsNotPooled() {
        Model start = trainer().fit(rings(1, 200));
        Model model = Trainer.from(start)
                .optimizer(adamW(0.01))
                .epochs(1)
                .freezeStatistics("1")
                .fit(rings(2, 200));
        assertThat(model.tensor("1.running_mean")).isEqualTo(start.tensor("1.running_mean"));
        assertThat(model.tensor("4.running_mean")).isNotEqualTo(start.tensor("4.running_mean"));
        assertThat(model.statistics().orElseThrow().layers().keySet()).containsExactly("4");
        Model kept = Trainer.from(start)
                .optimizer(adamW(0.01))
                .epochs(1)
                .treat("1", TrainingMode.TRAIN.withUpdate(TrainingMode.Update.KEEP))
                .fit(rings(2, 200));
        assertThat(kept.tensor("1.running_mean")).isEqualTo(start.tensor("1.running_mean"));
        assertThat(stale(model)).containsExactly("1");
    }

    @Test
    void validationMeasuresWhatWouldBeLeft() {
        Dataset held = rings(5, 100);
        List<EpochReport> reports = new ArrayList<>();
        Model model = trainer().validation(held).onEpoch(reports::add).fit(rings(1, 200));
        double loss = Evaluation.loss(model.freezeUnfolded(), held, Losses.crossEntropy());
        assertThat(reports.get(reports.size() - 1).validation().get("loss")).isEqualTo(loss);
    }

    @Test
    void theBestEpochIsKeptWithoutStoppingToo() {
        List<EpochReport> reports = new ArrayList<>();
        Dataset held = rings(5, 60);
        Trainer trainer = trainer().epochs(8).validation(held).onEpoch(reports::add);
        Model best = trainer.keep(KeptEpoch.BEST).fit(rings(1, 60));
        assertThat(reports).hasSize(8);
        int epoch = best.provenance().integer("shippedEpoch");
        double least = reports.stream()
                .mapToDouble(report -> report.validation().get("loss"))
                .min()
                .orElseThrow();
        assertThat(reports.get(epoch - 1).validation().get("loss")).isEqualTo(least);
        assertThat(Evaluation.loss(best.freezeUnfolded(), held, Losses.crossEntropy()))
                .isEqualTo(least);
        Model last = trainer.earlyStopping(EarlyStopping.onLoss(7))
                .keep(KeptEpoch.LAST)
                .fit(rings(1, 60));
        assertThat(last.provenance().integer("shippedEpoch"))
                .isEqualTo(last.provenance().integer("epochs"));
        assertThatThrownBy(() -> trainer().keep(KeptEpoch.BEST).fit(rings(1, 60)))
                .isInstanceOf(EvenkeelException.class)
                .hasMessage(
                        "To keep the best epoch a validation split is needed to tell it. Say validationShare(0.1), give"
                                + " a validation set, or keep the last");
    }

    @Test
    void aResumedRunLeavesTheSameStatisticsAndTheSameAccountOfThem() {
        Dataset data = rings(1, 120);
        Trainer trainer = trainer().epochs(6).validation(rings(5, 60)).keep(KeptEpoch.BEST);
        Model whole = trainer.fit(data);
        Trainer stopped = trainer.checkpoints(folder).checkpointEvery(Duration.ZERO);
        AtomicInteger steps = new AtomicInteger();
        assertThatThrownBy(() ->
                        stopped.cancelWhen(() -> steps.incrementAndGet() > 31).fit(data))
                .isInstanceOf(CancelledException.class);
        Model resumed = stopped.resume().fit(data);
        assertThat(resumed.tensors()).isEqualTo(whole.tensors());
        assertThat(resumed.attachments()).isEqualTo(whole.attachments());
        assertThat(resumed.provenance()).isEqualTo(whole.provenance());
        assertThatThrownBy(() ->
                        stopped.statistics(ShippedStatistics.RUNNING).resume().fit(data))
                .isInstanceOf(EvenkeelException.class)
                .hasMessageContaining("statistics (was \"population\", now \"running\")");
    }

    @Test
    void averagedWeightsNeedStatisticsOfTheirOwn() {
        assertThatThrownBy(() -> trainer()
                        .averageWeights(0.9)
                        .statistics(ShippedStatistics.RUNNING)
                        .fit(rings(1, 60)))
                .isInstanceOf(EvenkeelException.class)
                .hasMessageContaining("Averaged weights need statistics of the population");
    }

    @Test
    void aNetworkWithoutRunningStatisticsHasNoAccountOfThem() {
        Model model = Trainer.of(Network.of(Shape.of(2), linear(4), relu(), linear(2)))
                .epochs(1)
                .fit(rings(1, 60));
        assertThat(model.statistics()).isEmpty();
    }

    private static Trainer trainer() {
        return Trainer.of(NETWORK)
                .optimizer(adamW(0.02))
                .batchSize(20)
                .epochs(3)
                .seed(3)
                .threads(2);
    }

    private static List<String> stale(Model model) {
        return Audit.of(model).findings().stream()
                .filter(finding -> finding.rule().id().equals("stale-statistics"))
                .map(Finding::layer)
                .toList();
    }
}
