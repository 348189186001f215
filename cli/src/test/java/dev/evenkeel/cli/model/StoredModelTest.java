package dev.evenkeel.cli.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.evenkeel.cli.CommandCall;
import dev.evenkeel.formats.YamlNetwork;
import dev.evenkeel.formats.weights.PyTorch;
import dev.evenkeel.json.JsonObject;
import dev.evenkeel.model.Model;
import dev.evenkeel.network.Layers;
import dev.evenkeel.network.Network;
import dev.evenkeel.network.SampleCounts;
import dev.evenkeel.safetensors.SafetensorsWriter;
import dev.evenkeel.tensor.Shape;
import dev.evenkeel.tensor.Tensor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Models that do not say what their outputs mean, weights alone, and where they may go. */
public class StoredModelTest {
    @TempDir
    private Path folder;

    @Test
    void aModelWithoutClassesIsMeasuredOnThoseOfTheData() throws IOException {
        Path records = Files.write(folder.resolve("some.bin"), CommandCall.images(60));
        Path scores = write("scores.safetensors", Layers.flatten(), Layers.linear(10));
        Path shares = write("shares.safetensors", Layers.flatten(), Layers.linear(10), Layers.softmax());

        JsonObject ofScores =
                CommandCall.of("evaluate", scores, "--data", records, "--json").json();
        JsonObject ofShares =
                CommandCall.of("evaluate", shares, "--data", records, "--json").json();
        String predicted = CommandCall.of("predict", shares, "--data", records).out();

        assertThat(ofScores.number("logLoss")).isEqualTo(ofShares.number("logLoss"));
        assertThat(ofScores.number("accuracy")).isEqualTo(ofShares.number("accuracy"));
        assertThat(predicted).startsWith("row,label,probability,p(airplane)");
    }

    @Test
    void weightsOfOthersAreMeasuredAndConvertedThereAndBack() throws IOException {
        Path records = Files.write(folder.resolve("some.bin"), CommandCall.images(60));
        Path net = Files.writeString(folder.resolve("net.yaml"), """
                input: [32, 32, 3]
                layers:
                  - {conv: {channels: 4, kernel: 3}, name: conv1}
                  - {batchNorm: {}, name: bn1}
                  - relu
                  - flatten
                  - {linear: 10, name: fc}
                """);
        Path weights = folder.resolve("weights.safetensors");
        Path model = folder.resolve("model.safetensors");
        Path onnx = folder.resolve("model.onnx");
        Path folded = folder.resolve("folded.onnx");
        Path own = folder.resolve("own.safetensors");
        write(own, YamlNetwork.read(net));
        PyTorch.write(Model.read(own), weights);

        CommandCall read = CommandCall.of("convert", weights, model, "--network", net, "--origin", "pytorch", "--json");
        CommandCall written = CommandCall.of("convert", model, onnx);
        CommandCall smaller = CommandCall.of("convert", model, folded, "--folded", "--opset", 21);

        assertThat(read.code()).as(read.err()).isZero();
        assertThat(read.json().string("fromFormat")).isEqualTo("weights");
        assertThat(read.json().longInteger("bytesWritten")).isEqualTo(Files.size(model));
        assertThat(written.out()).contains("Read " + model + ": 5 layers").contains("Wrote " + onnx + ", opset 17: ");
        assertThat(smaller.out()).contains("Wrote " + folded + ", opset 21, 1 layer folded away: ");
        double expected = logLoss(own, records);
        assertThat(logLoss(weights, records, "--network", net)).isEqualTo(expected);
        assertThat(logLoss(model, records)).isEqualTo(expected);
        assertThat(logLoss(onnx, records)).isCloseTo(expected, within(1e-5));
        assertThat(logLoss(folded, records)).isCloseTo(expected, within(1e-5));
        assertThat(CommandCall.of("fold", onnx, "--data", records, "--json")
                        .json()
                        .integer("foldedLayers"))
                .isEqualTo(1);
        assertThat(CommandCall.of("convert", model, folded, "--overwrite", "--opset", 7)
                        .err())
                .contains("from 17 to 23");
    }

    private static double logLoss(Path model, Path data, Object... more) {
        Object[] words = {"evaluate", model, "--data", data, "--json"};
        Object[] all = Arrays.copyOf(words, words.length + more.length);
        System.arraycopy(more, 0, all, words.length, more.length);
        CommandCall call = CommandCall.of(all);
        assertThat(call.code()).as(call.err()).isZero();
        return call.json().number("logLoss");
    }

    @Test
    void outputsThatCannotStandForTheClassesAreToldSo() throws IOException {
        Path records = Files.write(folder.resolve("some.bin"), CommandCall.images(60));
        Path model = write("seven.safetensors", Layers.flatten(), Layers.linear(7));

        CommandCall call = CommandCall.of("evaluate", model, "--data", records, "--json");

        assertThat(call.code()).isEqualTo(1);
        assertThat(call.json().string("error"))
                .contains("gives outputs [7] and names no classes")
                .contains("has 10");
    }

    @Test
    void weightsAloneNeedADescription() {
        Path weights = folder.resolve("weights.safetensors");
        new SafetensorsWriter()
                .floats("fc.weight", new float[6], new int[] {2, 3})
                .write(weights);

        CommandCall call = CommandCall.of("inspect", weights);

        assertThat(call.code()).isEqualTo(1);
        assertThat(call.err()).contains("not the network they belong to").contains("--network FILE.yaml");
    }

    /** PyTorch's nn.TransformerEncoderLayer: its tensors' names tell the network. */
    @Test
    void weightsThatAreKnownByTheirNamesNeedNoDescription() {
        SafetensorsWriter writer = new SafetensorsWriter();
        for (String tensor : new String[] {
            "self_attn.in_proj_weight 12 4",
            "self_attn.in_proj_bias 12",
            "self_attn.out_proj.weight 4 4",
            "self_attn.out_proj.bias 4",
            "linear1.weight 8 4",
            "linear1.bias 8",
            "linear2.weight 4 8",
            "linear2.bias 4",
            "norm1.weight 4",
            "norm1.bias 4",
            "norm2.weight 4",
            "norm2.bias 4"
        }) {
            String[] words = tensor.split(" ");
            int[] shape =
                    Arrays.stream(words).skip(1).mapToInt(Integer::parseInt).toArray();
            writer.floats(words[0], new float[Arrays.stream(shape).reduce(1, (a, b) -> a * b)], shape);
        }
        Path weights = folder.resolve("encoder.safetensors");
        writer.write(weights);
        Path model = folder.resolve("encoder-model.safetensors");

        CommandCall read = CommandCall.of("convert", weights, model, "--heads", 2, "--input", 5);
        assertThat(read.code()).as(read.err()).isZero();
        assertThat(read.err()).contains("Weights do not tell where blocks normalise");
        assertThat(Model.read(model).network().input()).isEqualTo(Shape.of(5, 4));
        assertThat(CommandCall.of("inspect", weights, "--input", 5).err()).contains("--heads N");
        assertThat(CommandCall.of("inspect", weights, "--heads", 2, "--input", 5)
                        .out())
                .contains("{heads:2}");
        assertMisuse("need a network that is described", "inspect", weights, "--heads", 2, "--without", "a");
        assertMisuse("--heads speaks of weights alone", "inspect", model, "--heads", 2);
    }

    @Test
    void aModelNeedsNoDescriptionAndNoOrigin() {
        Path model = write("model.safetensors", Layers.flatten(), Layers.linear(10));
        assertMisuse("holds its own network", "inspect", model, "--network", "net.yaml");
        assertMisuse("--origin speaks of weights alone", "inspect", model, "--origin", "keras");
    }

    @Test
    void conversionsThatMeanNothingAreRefused() {
        Path model = write("model.safetensors", Layers.flatten(), Layers.linear(10));
        assertMisuse("OUT needs to end in .safetensors or .onnx", "convert", model, "model.pt");
        assertMisuse("--folded is for .onnx", "convert", model, "other.safetensors", "--folded");
        assertMisuse("--opset is for .onnx", "convert", model, "other.safetensors", "--opset", 21);
        assertMisuse("already", "convert", model, "other.safetensors");
        CommandCall taken = CommandCall.of("convert", model, model, "--json");
        assertThat(taken.code()).isEqualTo(1);
        assertThat(taken.json().string("error")).contains("exists").contains("--overwrite");
    }

    @Test
    void aMissingFileIsToldWhateverItsKind() {
        for (String name : new String[] {"none.onnx", "none.safetensors"}) {
            CommandCall call = CommandCall.of("convert", folder.resolve(name), folder.resolve("out.onnx"));
            assertThat(call.code()).isEqualTo(1);
            assertThat(call.err()).contains("There is no model").doesNotContain("\tat ");
        }
    }

    private static void assertMisuse(String said, Object... words) {
        CommandCall call = CommandCall.of(words);
        assertThat(call.code()).as(call.err()).isEqualTo(2);
        assertThat(call.err()).contains(said).doesNotContain("\tat ");
    }

    private Path write(String name, dev.evenkeel.layer.Layer... layers) {
        Path file = folder.resolve(name);
        write(file, Network.of(Shape.of(32, 32, 3), layers));
        return file;
    }

    public static void write(Path file, Network network) {
        Map<String, Tensor> tensors = new HashMap<>();
        network.nodes()
                .forEach(node -> node.parameters().forEach(parameter -> {
                    float[] values = new float[parameter.shape().size()];
                    for (int index = 0; index < values.length; index++) {
                        values[index] = (index * 37 % 101 - 50) / 2000f;
                    }
                    tensors.put(node.name() + "." + parameter.name(), Tensor.of(parameter.shape(), values));
                }));
        network.nodes()
                .forEach(node -> node.statistics()
                        .forEach(statistic -> tensors.put(
                                node.name() + "." + statistic.name(), Tensor.filled(statistic.shape(), 0.7f))));
        new Model(network, tensors, Map.<String, SampleCounts>of(), Model.Output.plain(), JsonObject.of(), Map.of())
                .write(file);
    }
}
