package dev.evenkeel.examples;

import static dev.evenkeel.network.Layers.batchNorm;
import static dev.evenkeel.network.Layers.linear;
import static dev.evenkeel.network.Layers.relu;
import static org.assertj.core.api.Assertions.assertThat;

import dev.evenkeel.audit.Audit;
import dev.evenkeel.dataset.Dataset;
import dev.evenkeel.dataset.Datasets;
import dev.evenkeel.dataset.Target;
import dev.evenkeel.model.Model;
import dev.evenkeel.network.Network;
import dev.evenkeel.tensor.Randomness;
import dev.evenkeel.tensor.Shape;
import dev.evenkeel.train.Trainer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class ExamplesTest {
    @Test
    void theQuickStartLearnsTheDigits() {
        assertThat(QuickStart.accuracyAfter(1)).isGreaterThan(0.8);
    }

    @Test
    void theAuditFindsNothingInTheQuickStartsNetwork() {
        assertThat(Audit.of(QuickStart.network()).findings()).isEmpty();
    }

    @Test
    void theReadmeShowsTheQuickStartsNetwork() throws IOException {
        String readme = words(Files.readString(Path.of("..", "README.md")));
        String program = words(
                Files.readString(Path.of("src", "main", "java", "dev", "evenkeel", "examples", "QuickStart.java")));
        int begin = program.indexOf("Network.of(");

        assertThat(readme).contains(program.substring(begin, program.indexOf(";", begin)));
    }

    private static String words(String text) {
        return text.replaceAll("\\s+", "");
    }

    @Test
    void fineTuningChangesWhatItSays() {
        Model model = Trainer.of(Network.of(Shape.of(4), linear(8), batchNorm(), relu(), linear(2)))
                .batchSize(16)
                .epochs(2)
                .fit(data(1, 0));
        Dataset shifted = data(2, 3);

        Model recalibrated = FineTuning.recalibrated(model, shifted);
        assertThat(recalibrated.tensor("0.weight")).isEqualTo(model.tensor("0.weight"));
        assertThat(recalibrated.tensor("1.running_mean")).isNotEqualTo(model.tensor("1.running_mean"));

        Model last = FineTuning.lastLayerOnly(model, shifted);
        assertThat(last.tensor("0.weight")).isEqualTo(model.tensor("0.weight"));
        assertThat(last.tensor("1.running_mean")).isEqualTo(model.tensor("1.running_mean"));
        assertThat(last.tensor("3.weight")).isNotEqualTo(model.tensor("3.weight"));

        Model frozen = FineTuning.withFrozenStatistics(model, shifted);
        assertThat(frozen.tensor("0.weight")).isNotEqualTo(model.tensor("0.weight"));
        assertThat(frozen.tensor("1.running_mean")).isEqualTo(model.tensor("1.running_mean"));
    }

    private static Dataset data(long seed, float shift) {
        Randomness randomness = new Randomness(seed);
        float[][] inputs = new float[64][4];
        int[] classes = new int[64];
        for (int example = 0; example < inputs.length; example++) {
            for (int feature = 0; feature < 4; feature++) {
                inputs[example][feature] = shift + (float) randomness.nextGaussian();
            }
            classes[example] = inputs[example][0] > shift ? 1 : 0;
        }
        return Datasets.of(Shape.of(4), inputs, classes, Target.classes(2));
    }
}
