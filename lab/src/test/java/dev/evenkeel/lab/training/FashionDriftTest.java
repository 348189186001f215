package dev.evenkeel.lab.training;

import static dev.evenkeel.network.Layers.batchNorm;
import static dev.evenkeel.network.Layers.conv;
import static dev.evenkeel.network.Layers.flatten;
import static dev.evenkeel.network.Layers.linear;
import static dev.evenkeel.network.Layers.maxPool;
import static dev.evenkeel.network.Layers.relu;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.evenkeel.data.DataSource;
import dev.evenkeel.data.LoadedData;
import dev.evenkeel.dataset.Dataset;
import dev.evenkeel.drift.DriftMonitor;
import dev.evenkeel.drift.DriftReport.Verdict;
import dev.evenkeel.drift.DriftSettings;
import dev.evenkeel.model.Model;
import dev.evenkeel.network.Network;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnJre;
import org.junit.jupiter.api.condition.JRE;

/** A small convolutional network of Fashion-MNIST, where EVENKEEL_DATA has it, fed other images than it was trained on. */
@DisabledOnJre(value = JRE.JAVA_25, disabledReason = "what it tests does not hang on the JDK, and it takes long")
class FashionDriftTest {
    private static final int LOOKED_AT = 4_096;

    @Test
    void otherImagesAreFoundWithinTheStatedNumberAndTheSameAreNot() {
        Optional<String> folder = Optional.ofNullable(System.getenv("EVENKEEL_DATA"));
        assumeTrue(folder.isPresent(), "set EVENKEEL_DATA to a folder with fashion-mnist and mnist");
        LoadedData fashion = open("fashion-mnist", folder.get());
        Dataset learnt = first(fashion.training(), 8_000);
        Network network = Network.of(
                learnt.inputShape(),
                conv(8, 3).stride(2).padding(1),
                batchNorm(),
                relu(),
                conv(16, 3).padding(1),
                batchNorm(),
                relu(),
                maxPool(2),
                flatten(),
                linear(10));
        Learner learner = new Learner(network, learnt, 64, 0.1, 1);
        learner.learn(IntStream.range(0, learnt.size()).toArray());
        Model model = learner.model().recalibrate(learnt);
        Dataset test = first(fashion.test().orElseThrow(), LOOKED_AT);

        assertThat(untilFound(model, test, UnaryOperator.identity())).isEqualTo(LOOKED_AT + 1);
        assertThat(DriftMonitor.compare(model, test).verdict()).isEqualTo(Verdict.STEADY);
        assertThat(untilFound(model, test, pixels -> each(pixels, value -> Math.min(1, 1.1f * value))))
                .isLessThanOrEqualTo(LOOKED_AT);
        assertThat(untilFound(model, test, FashionDriftTest::blurred)).isLessThanOrEqualTo(256);
        assertThat(untilFound(model, test, pixels -> each(pixels, value -> 1 - value)))
                .isLessThanOrEqualTo(128);
        Dataset digits = first(open("mnist", folder.get()).test().orElseThrow(), LOOKED_AT);
        assertThat(untilFound(model, digits, UnaryOperator.identity())).isLessThanOrEqualTo(128);
    }

    private static LoadedData open(String name, String folder) {
        return DataSource.of(name).directory(Path.of(folder)).open();
    }

    private static Dataset first(Dataset whole, int count) {
        return whole.select(IntStream.range(0, count).toArray());
    }

    /** How many examples pass until the monitor says drifting; one more than there are if it does not. */
    private static int untilFound(Model model, Dataset data, UnaryOperator<float[]> change) {
        DriftMonitor monitor = DriftMonitor.of(model, DriftSettings.standard().every(1));
        int[] found = {0, data.size() + 1};
        data.forEachBatch(64, batch -> {
            float[] pixels = change.apply(batch.inputs().clone());
            monitor.observe(pixels, 0, batch.examples());
            found[0] += batch.examples();
            if (found[1] > data.size() && monitor.report().verdict() == Verdict.DRIFTING) {
                found[1] = found[0];
            }
        });
        return found[1];
    }

    /** A function of a pixel. */
    private interface Tone {
        float of(float value);
    }

    private static float[] each(float[] pixels, Tone tone) {
        for (int index = 0; index < pixels.length; index++) {
            pixels[index] = tone.of(pixels[index]);
        }
        return pixels;
    }

    /** The mean of 3 x 3 pixels. */
    private static float[] blurred(float[] pixels) {
        float[] blurred = new float[pixels.length];
        for (int index = 0; index < pixels.length; index++) {
            int image = index / 784 * 784;
            int line = index % 784 / 28;
            int column = index % 28;
            int count = 0;
            for (int y = Math.max(0, line - 1); y <= Math.min(27, line + 1); y++) {
                for (int x = Math.max(0, column - 1); x <= Math.min(27, column + 1); x++) {
                    blurred[index] += pixels[image + y * 28 + x];
                    count++;
                }
            }
            blurred[index] /= count;
        }
        return blurred;
    }
}
