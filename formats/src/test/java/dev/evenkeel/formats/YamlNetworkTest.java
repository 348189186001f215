package dev.evenkeel.formats;

import static dev.evenkeel.network.Layers.batchNorm;
import static dev.evenkeel.network.Layers.dropout;
import static dev.evenkeel.network.Layers.groupNorm;
import static dev.evenkeel.network.Layers.layerNorm;
import static dev.evenkeel.network.Layers.leakyRelu;
import static dev.evenkeel.network.Layers.linear;
import static dev.evenkeel.network.Layers.relu;
import static dev.evenkeel.network.Layers.residual;
import static dev.evenkeel.network.Layers.standardize;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.evenkeel.EvenkeelException;
import dev.evenkeel.layer.Residual;
import dev.evenkeel.layer.core.InputStandardization;
import dev.evenkeel.network.Layers;
import dev.evenkeel.network.Network;
import dev.evenkeel.network.NetworkJson;
import dev.evenkeel.network.ResNet;
import dev.evenkeel.tensor.Shape;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class YamlNetworkTest {
    private static final String EXAMPLE = """
            # a network for 20 columns and 3 classes
            input: [20]
            layers:
              - standardize
              - linear: 32
              - batchNorm
              - relu
              - linear: 32
              - batchNorm: {epsilon: 1e-3}
              - leakyRelu: 0.2
              - dropout: 0.5
              - residual: [linear: 32, batchNorm, relu]
              - residual:
                  body:
                    - linear: 16
                    - groupNorm: 4
                  shortcut:
                    - linear: {features: 16, bias: false}
              - layerNorm
              - linear: 3
            """;

    @ParameterizedTest
    @ValueSource(
            strings = {
                "  - batchNorm\n    name: bn\n  - relu\n    name: r\n",
                "  - batchNorm # as usual\n\n    # called\n    name: bn\n  - relu # then\n    name: r\n",
                "  - batchNorm:\n    name: bn\n  - relu:\n    name: r\n",
                "  - batchNorm:\n      name: bn\n  - relu:\n      name: r\n",
                "  - batchNorm: {name: bn}\n  - relu: {name: r}\n",
                "  - name: bn\n    batchNorm:\n  - name: r\n    relu:\n"
            })
    void aNameStandsBelowAWord(String layers) {
        assertThat(YamlNetwork.parse("net.yaml", "input: [2]\nlayers:\n" + layers))
                .isEqualTo(Network.builder(Shape.of(2))
                        .add("bn", Layers.batchNorm())
                        .add("r", Layers.relu())
                        .build());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "  - batchNorm\n    epsilon: 1e-3\n    name: bn\n",
                "  - batchNorm:\n    name: bn\n    epsilon: 1e-3\n",
                "  - batchNorm:\n      epsilon: 1e-3\n    name: bn\n"
            })
    void settingsStandBelowAWord(String layers) {
        assertThat(YamlNetwork.parse("net.yaml", "input: [2]\nlayers:\n" + layers))
                .isEqualTo(Network.builder(Shape.of(2))
                        .add("bn", Layers.batchNorm().epsilon(1e-3f))
                        .build());
    }

    @Test
    void whatStaysWrongKeepsItsPlace() {
        assertThatThrownBy(() -> YamlNetwork.parse("net.yaml", "input: [2]\nlayers:\n  - relu\n    name: r\n  - {\n"))
                .hasMessageStartingWith("net.yaml, line 4");
        assertThatThrownBy(
                        () -> YamlNetwork.parse("net.yaml", "input: [2]\nlayers:\n  - relu: {name: a}\n    name: b\n"))
                .hasMessageContaining("name stands beside 'relu' and among its settings");
    }

    @Test
    void theWordsAreThoseOfJava() {
        assertThat(YamlNetwork.parse("net.yaml", EXAMPLE))
                .isEqualTo(Network.of(
                        Shape.of(20),
                        standardize(),
                        linear(32),
                        batchNorm(),
                        relu(),
                        linear(32),
                        batchNorm().epsilon(1e-3f),
                        leakyRelu(0.2),
                        dropout(0.5),
                        residual(linear(32), batchNorm(), relu()),
                        new Residual(
                                List.of(linear(16), groupNorm(4)),
                                List.of(linear(16).withoutBias())),
                        layerNorm(),
                        linear(3)));
    }

    @Test
    void aResidualNetworkReadsAsItWasWritten() {
        Network network = ResNet.of(20)
                .projectionShortcuts()
                .zeroLastGamma()
                .standardized(InputStandardization.Scope.PER_CHANNEL)
                .network(Shape.of(32, 32, 3), 10);

        String text = YamlNetwork.write(network);

        assertThat(text).contains("""
                  - batchNorm: {zeroGamma: true}
                    name: "layer1.0.bn2"
                """);
        assertThat(YamlNetwork.parse("resnet.yaml", text)).isEqualTo(network);
    }

    @Test
    void whatIsWrittenReadsAsTheSameNetwork() {
        Network network = YamlNetwork.parse("net.yaml", EXAMPLE);

        assertThat(YamlNetwork.parse("written.yaml", YamlNetwork.write(network)))
                .isEqualTo(network);
    }

    @Test
    void plainLayersAreWrittenAsPeopleWriteThem() {
        Network network =
                Network.of(Shape.of(4), linear(8), batchNorm().epsilon(1e-3f), relu(), dropout(0.5), linear(2));

        assertThat(YamlNetwork.write(network)).isEqualTo("""
                        input: [4]
                        layers:
                          - linear: 8
                          - batchNorm: {epsilon: 0.001}
                          - relu
                          - dropout: 0.5
                          - linear: 2
                        """);
    }

    @Test
    void namesAndInputsAreKept() {
        String yaml = """
                input: [4]
                layers:
                  - linear: 8
                    name: left
                  - linear: 8
                    name: "1.5"
                    inputs: input
                  - add
                    # reads both
                  - linear: 2
                """.replace("  - add\n", "  - add: {}\n    inputs: [left, \"1.5\"]\n");
        Network network = YamlNetwork.parse("graph.yaml", yaml);

        assertThat(network.find("1.5")).isPresent();
        assertThat(YamlNetwork.parse("again.yaml", YamlNetwork.write(network))).isEqualTo(network);
    }

    static Stream<Arguments> mistakes() {
        return Stream.of(
                mistake("  - linear: 32\n  - batchnorm\n", "line 4, column 5", "did you mean 'batchNorm'?"),
                mistake("  - liner: 32\n", "line 3, column 5", "did you mean 'linear'?"),
                mistake("  - batchNorm: {epsilonn: 1}\n", "line 3, column 17", "did you mean 'epsilon'?"),
                mistake("  - linear:\n      features: many\n", "line 4, column 7", "whole number"),
                mistake("  - dropout: 1.5\n", "line 3, column 5", "1.5"),
                mistake("  - residual:\n    - linear: 4\n    - reluu\n", "line 5, column 7", "did you mean 'relu'?"),
                mistake("  - residual: [linear: 5]\n", "line 3, column 5", "[4]"),
                mistake("  - linear: 4\n    linear: 5\n", "line 4, column 5", "linear"),
                mistake("  - linear: 4\n  - {linear: 4, relu: {}}\n", "line 4, column 5", "one layer"),
                mistake("  - linear: 4\n\t- relu\n", "line 4, column 1", "tabs"),
                mistake("  - linear: [4\n", "line 4", "expected"),
                mistake("  - linear: !!binary aGk=\n", "line 3, column 13", "tag"),
                mistake("  - linear: 99999999999999999999\n", "line 3, column 13", "number"),
                mistake("  - *missing\n", "line 3, column 5", "missing"));
    }

    @ParameterizedTest
    @MethodSource("mistakes")
    void aMistakeIsToldWithItsLineAndTheWayOut(String layers, String where, String said) {
        assertThatThrownBy(() -> YamlNetwork.parse("net.yaml", "input: [4]\nlayers:\n" + layers))
                .isInstanceOf(EvenkeelException.class)
                .hasMessageStartingWith("net.yaml, " + where)
                .hasMessageContaining(said);
    }

    @Test
    void anUnknownMemberOfTheDocumentHasItsLine() {
        assertThatThrownBy(() -> YamlNetwork.parse("net.yaml", "input: [4]\nlayres: [relu]\n"))
                .isInstanceOf(EvenkeelException.class)
                .hasMessageStartingWith("net.yaml, line 2, column 1")
                .hasMessageContaining("did you mean 'layers'?");
    }

    @Test
    void anEmptyFileSaysWhatIsNeeded() {
        for (String empty : new String[] {"", "\n\n", "# nothing\n"}) {
            assertThatThrownBy(() -> YamlNetwork.parse("net.yaml", empty))
                    .isInstanceOf(EvenkeelException.class)
                    .hasMessageStartingWith("net.yaml is empty");
        }
    }

    @Test
    void aDocumentThatIsNoMappingIsRefused() {
        for (String text : new String[] {"relu", "[relu]", "42"}) {
            assertThatThrownBy(() -> YamlNetwork.parse("net.yaml", text))
                    .isInstanceOf(EvenkeelException.class)
                    .hasMessageStartingWith("net.yaml");
        }
    }

    @Test
    void twoDocumentsAreRefused() {
        assertThatThrownBy(() -> YamlNetwork.parse("net.yaml", "input: [4]\nlayers: [relu]\n---\ninput: [4]\n"))
                .isInstanceOf(EvenkeelException.class)
                .hasMessageStartingWith("net.yaml, line 3");
    }

    @Test
    void aliasesMayRepeatLayers() {
        String yaml = "input: [4]\nlayers:\n  - residual: &block [linear: 4, relu]\n  - residual: *block\n";

        assertThat(YamlNetwork.parse("net.yaml", yaml))
                .isEqualTo(Network.of(Shape.of(4), residual(linear(4), relu()), residual(linear(4), relu())));
    }

    @Test
    void aliasesThatMultiplyAreRefusedQuickly() {
        StringBuilder bomb = new StringBuilder("input: [4]\nlayers:\n  - &a0 [relu, relu]\n");
        for (int level = 1; level < 24; level++) {
            bomb.append("  - &a")
                    .append(level)
                    .append(" [*a")
                    .append(level - 1)
                    .append(", *a")
                    .append(level - 1)
                    .append("]\n");
        }

        assertThatThrownBy(() -> YamlNetwork.parse("bomb.yaml", bomb.toString()))
                .isInstanceOf(EvenkeelException.class)
                .hasMessageStartingWith("bomb.yaml, line ")
                .hasMessageContaining("values");
    }

    @Test
    void anAliasOfItselfIsRefused() {
        assertThatThrownBy(() -> YamlNetwork.parse("loop.yaml", "input: [4]\nlayers: &l\n  - residual: *l\n"))
                .isInstanceOf(EvenkeelException.class)
                .hasMessageStartingWith("loop.yaml");
    }

    @Test
    void longWordsAreRefusedAndNotRepeated() {
        String key = "k".repeat(500_000);
        String values = "[" + "1,".repeat(100_000) + "1]";

        assertThatThrownBy(
                        () -> YamlNetwork.parse("key.yaml", "input: [4]\nlayers: [? " + key + " : " + values + "]\n"))
                .isInstanceOf(EvenkeelException.class)
                .hasMessage("key.yaml, line 2, column 12: a key has at most 200 letters, but this one has 500000");
        assertThatThrownBy(() -> YamlNetwork.parse("word.yaml", "input: [4]\nlayers: [" + key + "]\n"))
                .isInstanceOf(EvenkeelException.class)
                .hasMessageContaining("unknown layer 'kkk")
                .satisfies(wrong -> assertThat(wrong.getMessage()).hasSizeLessThan(5_000));
        assertThatThrownBy(() -> YamlNetwork.parse(
                        "name.yaml", "input: [4]\nlayers:\n- relu: {}\n  name: " + "n".repeat(1_001) + "\n"))
                .isInstanceOf(EvenkeelException.class)
                .hasMessageContaining("at most 1000 letters");
    }

    @Test
    @Timeout(60)
    void tenThousandLayersAreReadInBothFormats() {
        StringBuilder text = new StringBuilder("input: [2]\nlayers:\n");
        for (int layer = 0; layer < 10_000; layer++) {
            text.append("- relu: {}\n  name: layer").append(layer).append("\n  freeze: all\n");
        }

        Network network = YamlNetwork.parse("long.yaml", text.toString());

        assertThat(network.nodes()).hasSize(10_000);
        assertThat(NetworkJson.read(NetworkJson.write(network))).isEqualTo(network);
        assertThat(YamlNetwork.parse("again.yaml", YamlNetwork.write(network))).isEqualTo(network);
    }

    @Test
    void aProblemDeepInsideIsFoundAgain() {
        String text =
                "input: [4]\nlayers:\n  - relu\n  - residual:\n      - linear: 4\n      - batchNorm: {epsilonn: 1}\n";

        assertThatThrownBy(() -> YamlNetwork.parse("net.yaml", text))
                .hasMessageStartingWith("net.yaml, line 6, column 21: layers[1].residual[1].batchNorm.epsilonn");
    }

    @Test
    void deepNestingIsRefused() {
        String deep = "input: [4]\nlayers: " + "[".repeat(10_000) + "]".repeat(10_000);

        assertThatThrownBy(() -> YamlNetwork.parse("deep.yaml", deep))
                .isInstanceOf(EvenkeelException.class)
                .hasMessageStartingWith("deep.yaml");
    }

    @Test
    void aFileThatIsMissingOrNoTextIsToldByName(@TempDir Path folder) throws IOException {
        Path missing = folder.resolve("missing.yaml");
        Path latin =
                Files.write(folder.resolve("latin.yaml"), "# gr\u00f6\u00dfe".getBytes(StandardCharsets.ISO_8859_1));

        assertThatThrownBy(() -> YamlNetwork.read(missing))
                .isInstanceOf(EvenkeelException.class)
                .hasMessageContaining("missing.yaml does not exist");
        assertThatThrownBy(() -> YamlNetwork.read(latin))
                .isInstanceOf(EvenkeelException.class)
                .hasMessageContaining("latin.yaml is not text in UTF-8");
    }

    @Test
    void aFileIsReadByItsName(@TempDir Path folder) throws IOException {
        Path file = Files.writeString(folder.resolve("net.yaml"), EXAMPLE);

        assertThat(YamlNetwork.read(file)).isEqualTo(YamlNetwork.parse("net.yaml", EXAMPLE));
    }

    private static Arguments mistake(String layers, String where, String said) {
        return Arguments.of(layers, where, said);
    }

    @Test
    void momentumIsAnsweredWithBothOfItsMeanings() {
        for (String word : List.of("batchNorm", "batchRenorm")) {
            String text = "input: [4]\nlayers:\n  - linear: 3\n  - " + word + ": {momentum: 0.99}\n  - linear: 2\n";
            assertThatThrownBy(() -> YamlNetwork.parse("net.yaml", text))
                    .isInstanceOf(EvenkeelException.class)
                    .hasMessageContaining("line 4")
                    .hasMessageContaining("newBatchWeight: 0.99 if it is PyTorch's momentum 0.99")
                    .hasMessageContaining("newBatchWeight: 0.01 if it is the momentum 0.99 of Keras, Flax or ONNX");
        }
    }
}
