package dev.evenkeel.testkit.whole;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.evenkeel.data.image.Idx;
import dev.evenkeel.dataset.Batch;
import dev.evenkeel.dataset.Dataset;
import dev.evenkeel.formats.YamlNetwork;
import dev.evenkeel.formats.onnx.OnnxImport;
import dev.evenkeel.formats.onnx.graph.Imported;
import dev.evenkeel.formats.weights.ConversionReport;
import dev.evenkeel.formats.weights.PyTorch;
import dev.evenkeel.formats.weights.convention.Change;
import dev.evenkeel.inference.FoldReport;
import dev.evenkeel.inference.Predictor;
import dev.evenkeel.model.Model;
import dev.evenkeel.network.Network;
import dev.evenkeel.network.SampleCounts;
import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnJre;
import org.junit.jupiter.api.condition.JRE;

/** A convolutional network that others trained on MNIST in PyTorch: batch normalization, flatten, linear layers. */
class PretrainedDigitsTest {
    static final Network NETWORK = YamlNetwork.parse("mnist.yaml", """
            input: [28, 28, 1]
            layers:
              - standardize: {mean: 0.1307, deviation: 0.3081}
              - {conv: {channels: 8, kernel: 3}, name: conv1}
              - relu
              - {conv: {channels: 16, kernel: 3}, name: conv2}
              - relu
              - {conv: {channels: 24, kernel: 3}, name: conv3}
              - relu
              - {batchNorm: {}, name: norm1}
              - flatten
              - {linear: 32, name: fc1}
              - relu
              - {linear: 10, name: fc2}
              - {batchNorm: {}, name: norm2}
            """);

    private Path weights = Path.of("");
    private Path images = Path.of("");

    @BeforeEach
    void findTheFiles() {
        Optional<String> pretrained = Optional.ofNullable(System.getenv("EVENKEEL_PRETRAINED"));
        Optional<String> data = Optional.ofNullable(System.getenv("EVENKEEL_DATA"));
        assumeTrue(pretrained.isPresent(), "set EVENKEEL_PRETRAINED to a folder with burn-mnist");
        assumeTrue(data.isPresent(), "set EVENKEEL_DATA to a folder with mnist");
        weights = Path.of(pretrained.get()).resolve("burn-mnist").resolve("mnist.safetensors");
        images = Path.of(data.get()).resolve("mnist");
    }

    @Test
    @DisabledOnJre(value = JRE.JAVA_25, disabledReason = "what it tests does not hang on the JDK, and it takes long")
    void itKnowsTheTestImages() {
        Model model = PyTorch.load(NETWORK, weights);
        Dataset test = Idx.folder(images).test();

        assertThat(accuracy(model.freeze(), test)).isGreaterThanOrEqualTo(0.991);
        assertThat(accuracy(model.freezeUnfolded(), test)).isGreaterThanOrEqualTo(0.991);
    }

    /** Another training of the same network, in ONNX; its input normalisation is not in the file. */
    @Test
    @DisabledOnJre(value = JRE.JAVA_25, disabledReason = "what it tests does not hang on the JDK, and it takes long")
    void theOneInOnnxKnowsThemToo() {
        Imported imported = OnnxImport.of(weights.resolveSibling("mnist.onnx")).read();
        Dataset test = Idx.folder(images).test();
        Predictor predictor = imported.model().freeze();

        assertThat(imported.remarks()).isEmpty();
        assertThat(predictor.folding().count(FoldReport.Outcome.FOLDED)).isEqualTo(2);
        assertThat(accuracy(predictor, test, PretrainedDigitsTest::normalized)).isGreaterThanOrEqualTo(0.991);
        assertThat(accuracy(imported.model().freezeUnfolded(), test, PretrainedDigitsTest::normalized))
                .isGreaterThanOrEqualTo(0.991);
    }

    @Test
    void theColumnsBehindTheFlattenAreReorderedAndTheBatchesCounted() {
        ConversionReport report = PyTorch.conversions(NETWORK, weights);

        assertThat(report.tensors())
                .filteredOn(tensor -> tensor.changes().contains(Change.FEATURES_REORDERED))
                .singleElement()
                .satisfies(tensor -> assertThat(tensor.to()).isEqualTo("fc1.weight"));
        assertThat(report.sampleCounts().values())
                .extracting(SampleCounts::batches)
                .containsOnly(OptionalLong.of(7504));
        assertThat(report.differences()).isEmpty();
    }

    private static float[] normalized(float[] pixels) {
        float[] values = new float[pixels.length];
        for (int pixel = 0; pixel < values.length; pixel++) {
            values[pixel] = (pixels[pixel] - 0.1307f) / 0.3081f;
        }
        return values;
    }

    private static double accuracy(Predictor predictor, Dataset test) {
        return accuracy(predictor, test, pixels -> pixels);
    }

    private static double accuracy(Predictor predictor, Dataset test, UnaryOperator<float[]> prepared) {
        Batch one = new Batch(1, test.inputShape(), test.target());
        int right = 0;
        for (int example = 0; example < test.size(); example++) {
            one.fill(test, new int[] {example}, 0, 1);
            right += largest(predictor.predict(prepared.apply(one.inputs()))) == (int) one.targets()[0] ? 1 : 0;
        }
        return right / (double) test.size();
    }

    private static int largest(float[] logits) {
        int largest = 0;
        for (int label = 1; label < logits.length; label++) {
            largest = logits[label] > logits[largest] ? label : largest;
        }
        return largest;
    }
}
