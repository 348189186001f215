package dev.evenkeel.model;

import static dev.evenkeel.network.Layers.batchNorm;
import static dev.evenkeel.network.Layers.linear;
import static dev.evenkeel.network.Layers.relu;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.evenkeel.EvenkeelException;
import dev.evenkeel.json.JsonObject;
import dev.evenkeel.network.Network;
import dev.evenkeel.network.SampleCounts;
import dev.evenkeel.operation.OutputActivation;
import dev.evenkeel.safetensors.SafetensorsFile;
import dev.evenkeel.safetensors.SafetensorsWriter;
import dev.evenkeel.tensor.Randomness;
import dev.evenkeel.tensor.Shape;
import dev.evenkeel.tensor.Tensor;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ModelFileTest {
    private static final Network NETWORK = Network.of(Shape.of(3), linear(4), batchNorm(), relu(), linear(2));

    @TempDir
    private Path folder;

    @Test
    void whatIsWrittenIsReadBack() {
        Model model = model(Map.of("1", SampleCounts.of(7, 56)));
        Path file = folder.resolve("model.safetensors");
        model.write(file);
        Model read = Model.read(file);
        assertThat(read.network()).isEqualTo(model.network());
        assertThat(read.tensors()).isEqualTo(model.tensors());
        assertThat(read.sampleCounts("1")).isEqualTo(SampleCounts.of(7, 56));
        assertThat(read.output()).isEqualTo(model.output());
        assertThat(read.provenance()).isEqualTo(model.provenance());
        assertThat(read.attachments()).containsExactly(Map.entry("note", "kept"));
    }

    @Test
    void streamsAndBytesHoldWhatFilesDo() throws IOException {
        Model model = model(Map.of());
        Path file = folder.resolve("model.safetensors");
        model.write(file);
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        model.write(bytes);

        assertThat(bytes.toByteArray()).isEqualTo(Files.readAllBytes(file));
        assertThat(Model.read("digits", new ByteArrayInputStream(bytes.toByteArray()))
                        .tensors())
                .isEqualTo(model.tensors());
        assertThatThrownBy(() -> Model.read("digits", new byte[3]))
                .isInstanceOf(EvenkeelException.class)
                .hasMessageStartingWith("digits");
    }

    @Test
    void theSameModelGivesTheSameBytes() throws IOException {
        model(Map.of()).write(folder.resolve("one"));
        model(Map.of()).write(folder.resolve("two"));
        assertThat(Files.readAllBytes(folder.resolve("one"))).isEqualTo(Files.readAllBytes(folder.resolve("two")));
    }

    @Test
    void batchesTrackedStandsBesideTheStatisticsAsInPyTorch() {
        Path file = folder.resolve("model.safetensors");
        model(Map.of("1", SampleCounts.of(7, 56))).write(file);
        try (SafetensorsFile raw = SafetensorsFile.read(file)) {
            assertThat(raw.longs("1.num_batches_tracked")).containsExactly(7);
            assertThat(raw.tensors()).containsKeys("1.weight", "1.bias", "1.running_mean", "1.running_var", "0.weight");
        }
    }

    @Test
    void unknownEvidenceStaysUnknownAndIsFrozen() {
        Path file = folder.resolve("model.safetensors");
        model(Map.of()).write(file);
        assertThat(Model.read(file).sampleCounts("1")).isEqualTo(SampleCounts.UNKNOWN);
        assertThat(Model.read(file).freeze().predict(new float[3])).hasSize(2);
    }

    @Test
    void statisticsThatWereNeverGatheredAreNotFrozen() {
        assertThatThrownBy(() -> model(Map.of("1", SampleCounts.NONE)).freeze())
                .isInstanceOf(EvenkeelException.class)
                .hasMessage(
                        "batchNorm '1' cannot be frozen: its running statistics still hold their initial values, as no"
                                + " batch was seen. Train the model, or gather them with recalibrate(data)");
    }

    @Test
    void negativeVarianceIsNotFrozen() {
        Model model = model(Map.of("1", SampleCounts.of(1, 8)))
                .with(Map.of("1.running_var", Tensor.of(Shape.of(4), 1, 1, -1, 1)), Map.of());
        assertThatThrownBy(model::freeze)
                .isInstanceOf(EvenkeelException.class)
                .hasMessageContaining("batchNorm '1' cannot be frozen");
    }

    @Test
    void everyTensorThatDoesNotFitIsListed() {
        Map<String, Tensor> tensors = new LinkedHashMap<>(model(Map.of()).tensors());
        tensors.remove("0.bias");
        tensors.put("3.weight", Tensor.filled(Shape.of(4, 2), 0));
        tensors.put("9.weight", Tensor.filled(Shape.of(1), 0));
        assertThatThrownBy(() -> new Model(NETWORK, tensors, Map.of(), Model.Output.plain(), JsonObject.of(), Map.of()))
                .isInstanceOf(EvenkeelException.class)
                .hasMessageContaining("tensor '0.bias' [4] is missing")
                .hasMessageContaining("tensor '3.weight' is [4, 2], the network's layer needs [2, 4]")
                .hasMessageContaining("tensor '9.weight' belongs to no layer");
    }

    @Test
    void aNewerFormatIsRefused() {
        Path file = folder.resolve("newer.safetensors");
        new SafetensorsWriter().metadata("evenkeel.format", "2").write(file);
        assertThatThrownBy(() -> Model.read(file))
                .isInstanceOf(EvenkeelException.class)
                .hasMessageContaining("newer.safetensors has model format '2'")
                .hasMessageContaining("Use a newer Evenkeel");
    }

    @Test
    void weightsFromElsewhereAreNotAModel() {
        Path file = folder.resolve("weights.safetensors");
        new SafetensorsWriter().floats("weight", new float[] {1}, 1L).write(file);
        assertThatThrownBy(() -> Model.read(file))
                .isInstanceOf(EvenkeelException.class)
                .hasMessageContaining("not an Evenkeel model");
    }

    @Test
    void aDamagedDescriptionNamesTheFile() {
        Path file = folder.resolve("damaged.safetensors");
        new SafetensorsWriter()
                .metadata("evenkeel.format", "1")
                .metadata("network", "{\"input\":[3],\"layers\":[{\"lineal\":4}]}")
                .write(file);
        assertThatThrownBy(() -> Model.read(file))
                .isInstanceOf(EvenkeelException.class)
                .hasMessageStartingWith("damaged.safetensors: layers[0]")
                .hasMessageContaining("did you mean 'linear'?");
    }

    @Test
    void regressionOutputsAreScaledBack() {
        TargetScaling scaling = new TargetScaling(Tensor.of(Shape.of(2), 10, 20), Tensor.of(Shape.of(2), 2, 3));
        Model plain = model(Map.of());
        Model scaled = new Model(
                NETWORK,
                plain.tensors(),
                Map.of(),
                new Model.Output(OutputActivation.IDENTITY, List.of(), Optional.of(scaling)),
                JsonObject.of(),
                Map.of());
        Path file = folder.resolve("scaled.safetensors");
        scaled.write(file);
        float[] example = {0.5f, -1, 2};
        float[] raw = plain.freeze().predict(example);
        float[] back = Model.read(file).freeze().predict(example);
        assertThat(back[0]).isCloseTo(raw[0] * 2 + 10, org.assertj.core.data.Offset.offset(1e-4f));
        assertThat(back[1]).isCloseTo(raw[1] * 3 + 20, org.assertj.core.data.Offset.offset(1e-4f));
    }

    private static Model model(Map<String, SampleCounts> sampleCounts) {
        Map<String, Tensor> tensors = new LinkedHashMap<>();
        Randomness randomness = new Randomness(5);
        NetworkTensors.needed(NETWORK).forEach((name, shape) -> {
            float[] values = new float[shape.size()];
            for (int index = 0; index < values.length; index++) {
                values[index] = (float) (randomness.nextDouble() + 0.1);
            }
            tensors.put(name, Tensor.of(shape, values));
        });
        return new Model(
                NETWORK,
                tensors,
                sampleCounts,
                new Model.Output(OutputActivation.SOFTMAX, List.of("no", "yes"), Optional.empty()),
                JsonObject.of().with("steps", 7),
                Map.of("note", "kept"));
    }
}
