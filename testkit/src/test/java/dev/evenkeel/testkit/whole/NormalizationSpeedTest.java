package dev.evenkeel.testkit.whole;

import static dev.evenkeel.network.Layers.batchNorm;
import static dev.evenkeel.network.Layers.flatten;
import static dev.evenkeel.network.Layers.linear;
import static dev.evenkeel.network.Layers.sigmoid;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.evenkeel.data.digits.Digits;
import dev.evenkeel.data.image.Idx;
import dev.evenkeel.data.split.DataSplit;
import dev.evenkeel.dataset.Dataset;
import dev.evenkeel.layer.Initial;
import dev.evenkeel.layer.Layer;
import dev.evenkeel.layer.Part;
import dev.evenkeel.model.Model;
import dev.evenkeel.network.Network;
import dev.evenkeel.tensor.Shape;
import dev.evenkeel.train.Evaluation;
import dev.evenkeel.train.Trainer;
import dev.evenkeel.train.metric.Metrics;
import dev.evenkeel.train.optimizer.Optimizers;
import dev.evenkeel.train.schedule.Schedules;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnJre;
import org.junit.jupiter.api.condition.JRE;

/**
 * Sigmoid networks with small weights (Ioffe and Szegedy 2015, figure 1): 784-3x100-10, batches of 60, SGD at learning rate 0.5,
 * 500 steps.
 */
@DisabledOnJre(value = JRE.JAVA_25, disabledReason = "what it tests does not hang on the JDK, and it takes long")
class NormalizationSpeedTest {
    private static final int BATCH = 60;
    private static final int STEPS = 500;

    @Test
    void mnistInFiveHundredStepsNeedsBatchNormalization() {
        String folder = System.getenv("EVENKEEL_DATA");
        assumeTrue(folder != null, "EVENKEEL_DATA is not set: MNIST is not at hand");
        DataSplit mnist = Idx.folder(Path.of(folder, "mnist"));
        assertThat(accuracy(mnist, List.of())).isLessThan(0.30);
        assertThat(accuracy(mnist, List.of(batchNorm()))).isGreaterThan(0.85);
    }

    @Test
    void digitsInFiveHundredStepsNeedBatchNormalization() {
        DataSplit digits = Digits.standard();
        assertThat(accuracy(digits, List.of())).isLessThan(0.40);
        assertThat(accuracy(digits, List.of(batchNorm()))).isGreaterThan(0.80);
    }

    private static double accuracy(DataSplit data, List<Layer> normalization) {
        List<Part> parts = new ArrayList<>(List.of(flatten()));
        for (int hidden = 0; hidden < 3; hidden++) {
            parts.add(linear(100).initial(Initial.normal(0.05f)));
            parts.addAll(normalization);
            parts.add(sigmoid());
        }
        parts.add(linear(10).initial(Initial.normal(0.05f)));
        int perEpoch = Math.min(data.training().size(), BATCH * STEPS);
        Dataset training = data.training().select(IntStream.range(0, perEpoch).toArray());
        Model model = Trainer.of(Network.of(Shape.of(28, 28, 1), parts))
                .optimizer(Optimizers.sgd(0.5))
                .schedule(Schedules.constant())
                .batchSize(BATCH)
                .epochs(Math.max(1, Math.round((float) STEPS * BATCH / perEpoch)))
                .seed(1)
                .fit(training);
        assertThat(model.provenance().integer("steps")).isBetween(STEPS - 10, STEPS + 10);
        return Evaluation.of(model.freeze(), data.test(), List.of(Metrics.accuracy()))
                .get("accuracy");
    }
}
