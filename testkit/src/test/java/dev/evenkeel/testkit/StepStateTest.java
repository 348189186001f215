package dev.evenkeel.testkit;

import static dev.evenkeel.network.Layers.batchNorm;
import static dev.evenkeel.network.Layers.linear;
import static dev.evenkeel.network.Layers.relu;
import static dev.evenkeel.train.loss.Losses.meanSquaredError;
import static dev.evenkeel.train.optimizer.Optimizers.sgd;
import static dev.evenkeel.train.schedule.Schedules.constant;
import static org.assertj.core.api.Assertions.assertThat;

import dev.evenkeel.dataset.Dataset;
import dev.evenkeel.dataset.Example;
import dev.evenkeel.model.Model;
import dev.evenkeel.network.Network;
import dev.evenkeel.tensor.Shape;
import dev.evenkeel.train.NonFinite;
import dev.evenkeel.train.ShippedStatistics;
import dev.evenkeel.train.Trainer;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What steps leave behind, and what they do not. */
class StepStateTest {
    private static final Dataset DATA = Samples.data(3, 2, 32);
    private static final double KEEP = 0.75;

    @Test
    void aPoisonedStepLeavesEveryBitAsItWas() {
        Model start = fit(begun().statistics(ShippedStatistics.RUNNING), DATA);
        List<Example> poisoned = Samples.examples(3, 2, 32);
        poisoned.set(7, Example.of(new float[] {1, Float.NaN, 2}, 0, 1));
        Model after = fit(running(start).nonFinite(NonFinite.SKIP), Samples.data(3, 2, poisoned));
        assertThat(after.tensors()).isEqualTo(start.tensors());
        assertThat(after.sampleCounts("1")).isEqualTo(start.sampleCounts("1"));
        assertThat(fit(running(start), DATA).tensors()).isNotEqualTo(start.tensors());
    }

    @Test
    void weightAveragesHaveTheirClosedForm() {
        Model start = fit(begun(), DATA);
        double[] expected = weight(start);
        int steps = 5;
        for (int step = 1; step <= steps; step++) {
            double[] weight = weight(fit(Trainer.from(start).epochs(step), DATA));
            for (int at = 0; at < expected.length; at++) {
                expected[at] = KEEP * expected[at] + (1 - KEEP) * weight[at];
            }
        }
        Model averaged = fit(Trainer.from(start).averageWeights(KEEP).epochs(steps), DATA);
        Near.assertNear("average", weight(averaged), expected, 1e-6);
    }

    private static double[] weight(Model model) {
        float[] values = model.tensor("3.weight").toArray();
        return LayerHarness.doubles(values, values.length);
    }

    private static Trainer running(Model start) {
        return Trainer.from(start).statistics(ShippedStatistics.RUNNING).epochs(1);
    }

    private static Trainer begun() {
        return Trainer.of(Network.of(Shape.of(3), linear(4), batchNorm(), relu(), linear(2)))
                .epochs(1);
    }

    private static Model fit(Trainer trainer, Dataset data) {
        return trainer.loss(meanSquaredError())
                .optimizer(sgd(0.1))
                .schedule(constant())
                .batchSize(32)
                .seed(6)
                .threads(1)
                .fit(data);
    }
}
