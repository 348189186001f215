package dev.evenkeel.testkit.whole;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.evenkeel.dataset.Datasets;
import dev.evenkeel.inference.Predictor;
import dev.evenkeel.json.JsonObject;
import dev.evenkeel.model.Evidence;
import dev.evenkeel.model.Model;
import dev.evenkeel.network.Network;
import dev.evenkeel.network.Node;
import dev.evenkeel.network.ResNet;
import dev.evenkeel.safetensors.SafetensorsFile;
import dev.evenkeel.safetensors.TensorEntry;
import dev.evenkeel.tensor.Shape;
import dev.evenkeel.tensor.Tensor;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A ResNet-20 that others trained, from the folder that the environment variable {@code EVENKEEL_PRETRAINED} names. */
class PretrainedResNetTest {
    private static final Network NETWORK = ResNet.of(20).network(Shape.of(32, 32, 3), 10);
    private static final float[] MEAN = {0.485f, 0.456f, 0.406f};
    private static final float[] DEVIATION = {0.229f, 0.224f, 0.225f};
    private static final int IMAGES = 8;

    private Path folder = Path.of("");

    @BeforeEach
    void findTheFolder() {
        Optional<String> pretrained = Optional.ofNullable(System.getenv("EVENKEEL_PRETRAINED"));
        assumeTrue(pretrained.isPresent(), "set EVENKEEL_PRETRAINED to a folder with resnet20");
        folder = Path.of(pretrained.get()).resolve("resnet20");
    }

    @Test
    void itsTensorsHaveTheNamesAndShapesOfTheFile() {
        try (SafetensorsFile file = SafetensorsFile.read(folder.resolve("resnet20-12fca82f.safetensors"))) {
            Map<String, Shape> found = file.tensors().values().stream()
                    .collect(Collectors.toMap(TensorEntry::name, entry -> channelsLast(shape(entry))));

            assertThat(shapes()).isEqualTo(found);
        }
    }

    @Test
    void itsLogitsAreThoseOfTheReference() {
        Map<String, Tensor> tensors = new LinkedHashMap<>();
        Map<String, Evidence> evidence = new LinkedHashMap<>();
        try (SafetensorsFile file = SafetensorsFile.read(folder.resolve("resnet20-12fca82f.safetensors"))) {
            shapes().forEach((name, shape) -> tensors.put(name, Tensor.of(shape, channelsLast(file, name))));
        }
        NETWORK.nodes().stream()
                .filter(node -> !node.statistics().isEmpty())
                .forEach(node -> evidence.put(node.name(), Evidence.UNKNOWN));
        Model model = new Model(NETWORK, tensors, evidence, Model.Output.plain(), JsonObject.of(), Map.of());
        try (SafetensorsFile file = SafetensorsFile.read(folder.resolve("resnet20-12fca82f-reference.safetensors"))) {
            float[][] images = standardised(file.bytes("images_u8_nhwc"));
            Predictor predictor = model.freeze(Datasets.of(NETWORK.input(), images, new float[IMAGES][10]));
            float[] expected = file.floats("logits");

            for (int image = 0; image < IMAGES; image++) {
                float[] logits = Arrays.copyOfRange(expected, image * 10, image * 10 + 10);
                assertThat(predictor.predict(images[image])).containsExactly(logits, within(1e-3f));
            }
        }
    }

    private static Map<String, Shape> shapes() {
        Map<String, Shape> shapes = new LinkedHashMap<>();
        for (Node node : NETWORK.nodes()) {
            node.parameters().forEach(slot -> shapes.put(node.name() + "." + slot.name(), slot.shape()));
            node.statistics().forEach(slot -> shapes.put(node.name() + "." + slot.name(), slot.shape()));
        }
        return shapes;
    }

    private static Shape shape(TensorEntry entry) {
        return Shape.of(Arrays.stream(entry.shape()).mapToInt(Math::toIntExact).toArray());
    }

    private static Shape channelsLast(Shape shape) {
        return shape.rank() == 4 ? Shape.of(shape.extent(0), shape.extent(2), shape.extent(3), shape.extent(1)) : shape;
    }

    private static float[] channelsLast(SafetensorsFile file, String name) {
        Shape shape = shape(file.tensor(name));
        float[] values = file.floats(name);
        if (shape.rank() < 4) {
            return values;
        }
        int inputs = shape.extent(1);
        int taps = shape.extent(2) * shape.extent(3);
        float[] last = new float[values.length];
        for (int index = 0; index < values.length; index++) {
            int unit = index / (inputs * taps);
            int input = index / taps % inputs;
            last[(unit * taps + index % taps) * inputs + input] = values[index];
        }
        return last;
    }

    private static float[][] standardised(byte[] pixels) {
        float[][] images = new float[IMAGES][NETWORK.input().size()];
        for (int image = 0; image < IMAGES; image++) {
            for (int index = 0; index < images[image].length; index++) {
                int pixel = pixels[image * images[image].length + index] & 0xFF;
                images[image][index] = (pixel / 255f - MEAN[index % 3]) / DEVIATION[index % 3];
            }
        }
        return images;
    }
}
