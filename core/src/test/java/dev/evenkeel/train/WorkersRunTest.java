package dev.evenkeel.train;

import static dev.evenkeel.network.Layers.batchNorm;
import static dev.evenkeel.network.Layers.dropout;
import static dev.evenkeel.network.Layers.linear;
import static dev.evenkeel.network.Layers.relu;
import static dev.evenkeel.network.Layers.standardize;
import static dev.evenkeel.train.Together.ROW;
import static dev.evenkeel.train.Together.assertSame;
import static dev.evenkeel.train.Together.data;
import static dev.evenkeel.train.Together.numbers;
import static dev.evenkeel.train.Together.part;
import static dev.evenkeel.train.Together.trainer;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.evenkeel.EvenkeelException;
import dev.evenkeel.dataset.Dataset;
import dev.evenkeel.model.Model;
import dev.evenkeel.network.Network;
import dev.evenkeel.train.loss.Losses;
import dev.evenkeel.train.loss.Targets;
import dev.evenkeel.train.metric.Metrics;
import dev.evenkeel.worker.BatchStatistics;
import dev.evenkeel.worker.LocalWorkers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a run of several workers tells and keeps. */
class WorkersRunTest {
    private static final Network NETWORK =
            Network.of(ROW, standardize(), linear(16), batchNorm(), relu(), linear(8), batchNorm(), linear(3));

    @TempDir
    private Path folder;

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
        Network network = NETWORK;
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
                .hasMessageContaining(
                        "was written by a run on other data: its 200 examples of data have other values, or"
                                + " come in another order");
    }
}
