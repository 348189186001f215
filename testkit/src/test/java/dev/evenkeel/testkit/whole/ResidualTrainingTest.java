package dev.evenkeel.testkit.whole;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.evenkeel.data.digits.Digits;
import dev.evenkeel.data.split.DataSplit;
import dev.evenkeel.inference.FoldReport;
import dev.evenkeel.inference.Predictor;
import dev.evenkeel.kernel.provider.PreferredKernels;
import dev.evenkeel.kernel.team.Compute;
import dev.evenkeel.kernel.team.Team;
import dev.evenkeel.layer.Step;
import dev.evenkeel.layer.TrainingMode;
import dev.evenkeel.layer.core.InputStandardization;
import dev.evenkeel.model.Model;
import dev.evenkeel.network.Network;
import dev.evenkeel.network.ResNet;
import dev.evenkeel.program.Compiler;
import dev.evenkeel.program.TrainingProgram;
import dev.evenkeel.train.EpochReport;
import dev.evenkeel.train.Evaluation;
import dev.evenkeel.train.Trainer;
import dev.evenkeel.train.metric.Metrics;
import dev.evenkeel.train.optimizer.Optimizers;
import dev.evenkeel.train.schedule.Schedules;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnJre;
import org.junit.jupiter.api.condition.JRE;

/** A small residual network from images to a predictor. */
class ResidualTrainingTest {
    private static final DataSplit DIGITS = Digits.generate(0, 1024, 200);

    @Test
    @DisabledOnJre(value = JRE.JAVA_25, disabledReason = "what it tests does not hang on the JDK, and it takes long")
    void aResidualNetworkLearnsDigitsAndFreezes() {
        List<EpochReport> history = new ArrayList<>();
        Model model = trained(network(), history);
        Predictor predictor = model.freeze(DIGITS.test());

        assertThat(history.get(3).loss()).isLessThan(history.get(0).loss() / 2);
        assertThat(Evaluation.of(predictor, DIGITS.test(), List.of(Metrics.accuracy())))
                .hasEntrySatisfying("accuracy", accuracy -> assertThat(accuracy).isGreaterThan(0.8));
        FoldReport folding = predictor.folding();
        assertThat(folding.count(FoldReport.Outcome.FOLDED)).isEqualTo(9);
        assertThat(folding.count(FoldReport.Outcome.FUSED)).isEqualTo(7);
        assertThat(folding.difference().relative()).isBetween(0.0, 1e-5);
        assertIsTheTrainedNetwork(predictor, model);
    }

    /** The training computation with running statistics in place of those of the batch. */
    private static void assertIsTheTrainedNetwork(Predictor predictor, Model model) {
        int images = DIGITS.test().size();
        TrainingProgram program = Compiler.compile(
                model.network(),
                images,
                new Compute(PreferredKernels.kernels(), Team.alone()),
                1,
                name -> TrainingMode.TRAIN.withFrozenStatistics());
        program.restore(model::tensor, model::sampleCounts);
        DIGITS.test().forEachBatch(images, batch -> {
            program.forward(batch, 0, Step.Purpose.LEARN);
            float[] predicted = new float[images * 10];
            predictor.predict(batch.inputs(), images, predicted);
            float[] trained = program.output().values();
            for (int index = 0; index < predicted.length; index++) {
                assertThat(predicted[index])
                        .as("logit " + index)
                        .isCloseTo(trained[index], within(1e-5f * (1 + Math.abs(trained[index]))));
            }
        });
    }

    @Test
    void oneAndTwoThreadsTrainTheSameResidualNetwork() {
        Trainer trainer = trainer(network()).epochs(1);
        Model one = trainer.threads(1).fit(DIGITS.test());
        Model two = trainer.threads(2).fit(DIGITS.test());

        one.tensors()
                .forEach((name, tensor) ->
                        assertThat(two.tensor(name).toArray()).as(name).isEqualTo(tensor.toArray()));
    }

    private static Network network() {
        return ResNet.of(8)
                .projectionShortcuts()
                .standardized(InputStandardization.Scope.WHOLE)
                .network(DIGITS.training().inputShape(), 10);
    }

    private static Model trained(Network network, List<EpochReport> history) {
        return trainer(network).onEpoch(history::add).fit(DIGITS.training());
    }

    private static Trainer trainer(Network network) {
        return Trainer.of(network)
                .optimizer(Optimizers.sgd(0.05).momentum(0.9).weightDecay(1e-4f))
                .schedule(Schedules.cosine())
                .batchSize(16)
                .epochs(4)
                .seed(1);
    }
}
