package dev.evenkeel.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.evenkeel.json.Json;
import dev.evenkeel.json.JsonObject;
import dev.evenkeel.model.Model;
import dev.evenkeel.network.Network;
import dev.evenkeel.network.Node;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The built-in networks for images. */
class ImageNetworksTest {
    @TempDir
    private Path folder;

    private Path images;
    private Path run;

    @BeforeEach
    void writeTheImages() throws IOException {
        images = Files.write(folder.resolve("small.bin"), CommandCall.images(40));
        run = folder.resolve("run");
    }

    private CommandCall train(Path data, String... more) {
        List<Object> words = new ArrayList<>(List.of("train", "--data", data, "--epochs", 1, "--batch", 16));
        words.addAll(List.of("--out", run, "--overwrite", "--json"));
        words.addAll(List.of(more));
        return CommandCall.of(words.toArray());
    }

    private JsonObject settings() throws IOException {
        return Json.parse(Files.readString(run.resolve("run.json"))).asObject().object("settings");
    }

    private Network trained() {
        return Model.read(run.resolve("model.safetensors")).network();
    }

    @Test
    void aCnnIsTwoBlocksAndALinearLayer() throws IOException {
        CommandCall call = train(images, "--network", "cnn");

        assertThat(call.code()).as(call.err()).isZero();
        assertThat(trained().nodes().stream().map(node -> node.layer().typeName()))
                .containsExactly(
                        "standardize",
                        "conv",
                        "batchNorm",
                        "relu",
                        "maxPool",
                        "conv",
                        "batchNorm",
                        "relu",
                        "maxPool",
                        "flatten",
                        "linear");
        assertThat(trained().parameterCount())
                .isEqualTo(27 * 32 + 2 * 32 + 9 * 32 * 64 + 2 * 64 + 8 * 8 * 64 * 10 + 10);
        assertThat(call.json().integer("foldedLayers")).isEqualTo(2);
        assertThat(settings().object("recipe").string("optimizer")).isEqualTo("adamw");
    }

    @Test
    void aResidualNetworkTrainsByTheRecipeOfItsPaper() throws IOException {
        CommandCall call = train(images, "--network", "resnet20");

        assertThat(call.code()).as(call.err()).isZero();
        assertThat(trained().parameterCount()).isEqualTo(269_722);
        assertThat(trained().nodes()).extracting(Node::name).contains("layer3.2.bn2", "layer2.0.shortcut");
        assertThat(call.json().number("foldDifferenceRelative")).isBetween(0.0, 1e-5);
        assertThat(settings().object("recipe").string("optimizer")).isEqualTo("sgd");
        assertThat(settings().object("recipe").number("rate")).isEqualTo(0.1);
        assertThat(settings().object("recipe").number("decay")).isEqualTo(1e-4);
    }

    @Test
    void anotherOptimizerBringsItsOwnRateAndDecay() throws IOException {
        train(images, "--network", "resnet20", "--optimizer", "adamw");

        assertThat(settings().object("recipe").number("rate")).isEqualTo(0.002);
        assertThat(settings().object("recipe").number("decay")).isEqualTo(0.01);
    }

    @ParameterizedTest
    @ValueSource(strings = {"layer", "group", "instance", "rms", "none"})
    void anyNormalizationStandsInACnn(String norm) {
        CommandCall call =
                train(images, "--network", "cnn", "--norm", norm, "--activation", "silu", "--dropout", "0.2");

        assertThat(call.code()).as(call.err()).isZero();
        Node conv = trained().nodes().get(1);
        assertThat(conv.parameters()).hasSize(norm.equals("none") ? 2 : 1);
        assertThat(trained().nodes().stream().map(node -> node.layer().typeName()))
                .contains("silu", "dropout", norm.equals("none") ? "linear" : norm + "Norm");
    }

    @Test
    void anyNormalizationStandsInAResidualNetwork() {
        CommandCall call = train(images, "--network", "resnet20", "--norm", "group");

        assertThat(call.code()).as(call.err()).isZero();
        assertThat(trained().find("layer3.0.bn1").orElseThrow().layer().settings())
                .hasToString("16");
        assertThat(trained().find("bn1").orElseThrow().layer().settings()).hasToString("4");
    }

    @ParameterizedTest
    @ValueSource(strings = {"cnn", "resnet20"})
    void aTableIsNoImage(String network) throws IOException {
        Path table = CommandCall.write(folder.resolve("flowers.csv"), CommandCall.flowers(20));

        CommandCall call = train(table, "--network", network);

        assertThat(call.code()).isEqualTo(2);
        assertThat(call.err())
                .contains("--network " + network + " reads images, but the examples of flowers.csv are [4]: use mlp");
        assertThat(run).doesNotExist();
    }
}
