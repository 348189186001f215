package dev.evenkeel.testkit.whole;

import static dev.evenkeel.network.Layers.standardize;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.evenkeel.formats.onnx.Onnx;
import dev.evenkeel.formats.onnx.OnnxImport;
import dev.evenkeel.formats.weights.Conversion;
import dev.evenkeel.formats.weights.PyTorch;
import dev.evenkeel.formats.weights.convention.Change;
import dev.evenkeel.inference.Predictor;
import dev.evenkeel.model.Model;
import dev.evenkeel.network.Network;
import dev.evenkeel.network.Node;
import dev.evenkeel.network.ResNet;
import dev.evenkeel.network.SampleCounts;
import dev.evenkeel.safetensors.SafetensorsFile;
import dev.evenkeel.tensor.Shape;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A ResNet-20 that others trained, from the folder that the environment variable {@code EVENKEEL_PRETRAINED} names. */
class PretrainedResNetTest {
    private static final Network NETWORK = standardized(ResNet.of(20).network(Shape.of(32, 32, 3), 10));
    private static final int IMAGES = 64;

    private Path weights = Path.of("");
    private Path reference = Path.of("");

    @BeforeEach
    void findTheFiles() {
        Optional<String> pretrained = Optional.ofNullable(System.getenv("EVENKEEL_PRETRAINED"));
        assumeTrue(pretrained.isPresent(), "set EVENKEEL_PRETRAINED to a folder with resnet20");
        Path folder = Path.of(pretrained.get()).resolve("resnet20");
        weights = folder.resolve("resnet20-12fca82f.safetensors");
        reference = folder.resolve("resnet20-12fca82f-reference.safetensors");
    }

    @Test
    void itsLogitsAreThoseOfTheReferenceFoldedAndUnfolded() {
        Model model = PyTorch.load(NETWORK, weights);

        assertLogits(model.freeze());
        assertLogits(model.freezeUnfolded());
    }

    @Test
    void itsKernelsAreTransposedAndNothingElseIsChanged() {
        List<Conversion> conversions = PyTorch.conversions(NETWORK, weights).tensors();

        assertThat(conversions)
                .hasSize(97)
                .allSatisfy(conversion -> assertThat(conversion.changes())
                        .isEqualTo(conversion.fromShape().rank() == 4 ? Set.of(Change.TRANSPOSED) : Set.of()));
    }

    @Test
    void itsCountsOfBatchesAreUnknown() {
        Model model = PyTorch.load(NETWORK, weights);

        assertThat(model.sampleCounts("layer3.2.bn2")).isEqualTo(SampleCounts.UNKNOWN);
        assertThat(model.toString()).contains("batchNorm 'bn1': batches unknown");
    }

    @Test
    void writtenAgainItKeepsEveryBit(@TempDir Path folder) {
        Path written = folder.resolve("written.safetensors");
        PyTorch.write(PyTorch.load(NETWORK, weights), written);

        assertSameBits(weights, written);
    }

    private static void assertSameBits(Path expected, Path actual) {
        try (SafetensorsFile before = SafetensorsFile.read(expected);
                SafetensorsFile after = SafetensorsFile.read(actual)) {
            assertThat(after.tensors().keySet()).isEqualTo(before.tensors().keySet());
            before.tensors().forEach((name, entry) -> {
                assertThat(after.tensor(name).shape()).isEqualTo(entry.shape());
                assertThat(after.bytes(name)).isEqualTo(before.bytes(name));
            });
        }
    }

    @Test
    void byWayOfOnnxItKeepsEveryBit(@TempDir Path folder) {
        Path onnx = folder.resolve("resnet20.onnx");
        Network bare = ResNet.of(20).network(Shape.of(32, 32, 3), 10);
        Onnx.write(PyTorch.load(bare, weights), onnx);
        Path back = folder.resolve("back.safetensors");
        PyTorch.write(Onnx.read(onnx), back);
        Path generic = folder.resolve("generic.safetensors");
        PyTorch.write(OnnxImport.of(onnx).read().model().with(bare), generic);

        assertSameBits(weights, back);
        assertSameBits(weights, generic);
    }

    private void assertLogits(Predictor predictor) {
        try (SafetensorsFile file = SafetensorsFile.read(reference)) {
            byte[] pixels = file.bytes("images_u8_nhwc");
            float[] expected = file.floats("logits");
            float[] image = new float[NETWORK.input().size()];
            for (int index = 0; index < IMAGES; index++) {
                for (int pixel = 0; pixel < image.length; pixel++) {
                    image[pixel] = (pixels[index * image.length + pixel] & 0xFF) / 255f;
                }
                float[] logits = Arrays.copyOfRange(expected, index * 10, index * 10 + 10);
                assertThat(predictor.predict(image)).containsExactly(logits, within(1e-3f));
            }
        }
    }

    /** The same network behind the standardisation that its training used. */
    private static Network standardized(Network network) {
        Network.Builder builder = Network.builder(network.input());
        builder.add(
                "standardize", standardize(new float[] {0.485f, 0.456f, 0.406f}, new float[] {0.229f, 0.224f, 0.225f}));
        for (Node node : network.nodes()) {
            List<String> inputs = node.inputs().stream()
                    .map(name -> name.equals(Network.INPUT) ? "standardize" : name)
                    .toList();
            builder.add(node.name(), node.layer(), inputs);
        }
        return builder.build();
    }
}
