package dev.evenkeel.network;

import static dev.evenkeel.network.Layers.*;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.evenkeel.EvenkeelException;
import dev.evenkeel.json.Json;
import dev.evenkeel.json.JsonValue;
import dev.evenkeel.layer.DescriptionException;
import dev.evenkeel.layer.Initial;
import dev.evenkeel.layer.Layer;
import dev.evenkeel.layer.core.InputStandardization;
import dev.evenkeel.tensor.Shape;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class LayerWordsTest {
    @ParameterizedTest
    @MethodSource("layers")
    void everyLayerIsReadBackFromItsWordAndSettings(Layer layer) {
        JsonValue settings = Json.parse(layer.settings().toString());
        assertThat(LayerRegistry.standard().read("layers[0]", layer.typeName(), settings))
                .isEqualTo(layer);
    }

    static Stream<Layer> layers() {
        return Stream.of(
                linear(512),
                linear(3).withoutBias(),
                linear(3).initial(Initial.HE),
                linear(3).initial(Initial.XAVIER).withoutBias(),
                linear(3).initial(Initial.normal(0.05)),
                relu(),
                leakyRelu(),
                leakyRelu(0.2),
                gelu(),
                geluTanh(),
                silu(),
                sigmoid(),
                tanh(),
                softmax(),
                dropout(0.5),
                dropout(0),
                flatten(),
                add(),
                standardize(),
                standardize(InputStandardization.Scope.WHOLE),
                standardize().robust(),
                standardize(InputStandardization.Scope.WHOLE).robust(),
                smoothClip(3),
                standardize(new float[] {0.1307f}, new float[] {0.3081f}),
                standardize(new float[] {0.485f, 0.456f, 0.406f}, new float[] {0.229f, 0.224f, 0.225f}),
                elu(),
                selu(),
                softplus(),
                hardSwish(),
                mish(),
                clip(0, 6),
                prelu(),
                logSoftmax(),
                multiply(),
                matmul(),
                constant(3, 4),
                reduceMean(0, 1));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "liner | 5 | layers[1]: unknown layer 'liner'; did you mean 'linear'? Layers: linear,",
                "liner | 5 | ; did you mean 'linear'?",
                "linear | {} | layers[1].linear: needs the setting 'features', but it is missing",
                "linear | 0 | layers[1].linear: linear needs 1 feature or more, but got 0",
                "linear | {\"features\": 5, \"bais\": true} | layers[1].linear.bais: unknown setting; did you mean 'bias'?",
                "linear | {\"features\": \"many\"} | layers[1].linear.features: needed a whole number, but got",
                "linear | {\"features\": 5, \"initial\": \"hee\"} | layers[1].linear.initial: needs one of uniform, he,",
                "linear | {\"features\": 5, \"initial\": \"normal\"} | write {normal: 0.05}",
                "linear | {\"features\": 5, \"initial\": {\"normal\": -1}} | layers[1].linear.initial.normal: needs a dev",
                "relu | 3 | layers[1].relu.value: unknown setting. Settings: none",
                "leakyRelu | {\"slop\": 3} | layers[1].leakyRelu.slop: unknown setting; did you mean 'slope'? Se",
                "gelu | \"tan\" | layers[1].gelu.approximation: needs one of none, tanh, but got 'tan'; did you mean 't",
                "dropout | 1 | layers[1].dropout: dropout needs a probability of dropping from 0 to below 1, but got 1.0",
                "dropout | -0.1 | from 0 to below 1",
                "standardize | \"all\" | layers[1].standardize.scope: needs one of perChannel, whole, but got 'all'",
                "standardize | {\"mean\": 1} | layers[1].standardize.deviation: is needed where standardize has fixed",
                "standardize | {\"mean\": \"low\", \"deviation\": 1} | layers[1].standardize.mean: needed a number",
                "standardize | {\"mean\": 1, \"deviation\": [1, 0]} | needs finite deviations above 0, but got 0.0",
                "standardize | {\"mean\": [], \"deviation\": 1} | layers[1].standardize: needs a mean and a deviation for",
                "standardize | {\"mean\": 1, \"deviation\": 1, \"scope\": \"whole\"} | scope: unknown setting"
            })
    void aWrongWordOrSettingIsNamedWithItsPlace(String word, String settings, String message) {
        assertThatThrownBy(() -> LayerRegistry.standard().read("layers[1]", word, Json.parse(settings)))
                .isInstanceOf(DescriptionException.class)
                .hasMessageContaining(message);
    }

    @Test
    void shapesThatDoNotFitAreRefusedWithTheLayersName() {
        assertThatThrownBy(() -> Network.of(Shape.of(4), linear(3), residual(linear(4))))
                .isInstanceOf(EvenkeelException.class)
                .hasMessageContaining("add '1' needs inputs of one shape, but got [[4], [3]]");
        assertThatThrownBy(() -> Network.of(Shape.of(1 << 20), linear(1 << 12)))
                .hasMessageContaining("linear '0' needs a weight of at most 2^31 - 1 values");
        assertThatThrownBy(() -> Network.of(Shape.of(4, 2), standardize(new float[3], new float[] {1})))
                .hasMessageContaining("standardize '0' needs a mean for each channel, or one for all, but has 3 and its"
                        + " input [4, 2] has 2 channels");
    }

    @ParameterizedTest
    @MethodSource("networks")
    void aNetworkIsReadBackFromItsDescription(Network network) {
        JsonValue description = Json.parse(NetworkJson.write(network).toString());
        assertThat(NetworkJson.read(description)).isEqualTo(network);
    }

    static Stream<Network> networks() {
        return Stream.of(
                Network.of(Shape.of(784), linear(512), relu(), dropout(0.5), linear(10)),
                Network.of(Shape.of(4, 4, 2), residual(linear(2), relu()), flatten(), linear(10)),
                Network.of(
                        Shape.of(4),
                        residual(linear(8), residual(tanh()), gelu()).withShortcut(linear(8))),
                Network.builder(Shape.of(4))
                        .add("stem", linear(4))
                        .add("1", relu(), List.of("input"))
                        .add("sum", add(), List.of("stem", "1"))
                        .build());
    }

    @Test
    void aDescriptionMayUseBareWordsNamesAndResiduals() {
        Network network = NetworkJson.read(Json.parse("""
                {"input": [4], "layers": [
                  {"linear": 4, "name": "stem"}, "relu",
                  {"residual": [{"linear": 4}, "relu"], "name": "block"},
                  {"residual": {"body": ["tanh"], "shortcut": [{"linear": {"features": 4}}]}, "inputs": "stem"},
                  {"add": {}, "inputs": ["block", "3"]}]}
                """));
        assertThat(network.nodes().stream().map(Node::name))
                .containsExactly("stem", "1", "block.0", "block.1", "block", "3.0", "3.shortcut.0", "3", "4");
        assertThat(network.find("3.0").orElseThrow().inputs()).containsExactly("stem");
        assertThat(network.last().inputs()).containsExactly("block", "3");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "[] | network: needed an object, but got",
                "{\"layers\": []} | network: needs 'input', but it is missing",
                "{\"input\": [4], \"layers\": [], \"layer\": 1} | network.layer: is unknown here; did you mean 'layers'? Known: input, layers",
                "{\"input\": [4], \"layers\": []} | layers: A network needs at least one layer",
                "{\"input\": [], \"layers\": [\"relu\"]} | input: A network needs an input of at least one axis",
                "{\"input\": [4.5], \"layers\": [\"relu\"]} | input: [0]: needed a whole number",
                "{\"input\": [-4], \"layers\": [\"relu\"]} | input: A shape needs extents of 0 or more",
                "{\"input\": [2147483647, 2147483647, 9], \"layers\": [\"relu\"]} | input: Shape [2147483647, 2147",
                "{\"input\": [4], \"layers\": [5]} | layers[0]: needed an object",
                "{\"input\": [4], \"layers\": [{}]} | layers[0]: needs one layer, as 'relu' or {linear: 32}, but got none",
                "{\"input\": [4], \"layers\": [{\"relu\": {}, \"tanh\": {}}]} | layers[0]: needs one layer",
                "{\"input\": [4], \"layers\": [\"rellu\"]} | layers[0]: unknown layer 'rellu'; did you mean 'relu'? Layers: linear, relu",
                "{\"input\": [4], \"layers\": [\"residuel\"]} | did you mean 'residual'?",
                "{\"input\": [4], \"layers\": [{\"relu\": {}, \"name\": 5}]} | layers[0].name: needed a string",
                "{\"input\": [4], \"layers\": [{\"relu\": {}, \"inputs\": []}]} | layers[0]: relu '0' takes one input, but 0 are connected to it",
                "{\"input\": [4], \"layers\": [{\"relu\": {}, \"inputs\": \"x\"}]} | layers[0]: relu '0' reads 'x', but",
                "{\"input\": [4], \"layers\": [{\"relu\": {}, \"name\": \"1\"}, \"tanh\"]} | layers[1]: A layer needs a na",
                "{\"input\": [4], \"layers\": [{\"residual\": []}]} | layers[0].residual: A residual needs at least one",
                "{\"input\": [4], \"layers\": [{\"residual\": {\"bod\": []}}]} | layers[0].residual.bod: is unknown here",
                "{\"input\": [4], \"layers\": [{\"residual\": [{\"linear\": 0}]}]} | layers[0].residual[0].linear: lin",
                "{\"input\": [4], \"layers\": [{\"residual\": [{\"relu\": {}, \"name\": \"r\"}]}]} | residual[0].name: lay",
                "{\"input\": [4], \"layers\": [{\"linear\": {\"features\": 4, \"x\": 1}}]} | layers[0].linear.x: unknown"
            })
    void aWrongDescriptionIsRefusedWithItsPlace(String description, String message) {
        assertThatThrownBy(() -> NetworkJson.read(Json.parse(description)))
                .isInstanceOf(DescriptionException.class)
                .hasMessageContaining(message);
    }

    @Test
    void residualsOfUntrustedDescriptionsNestToABoundOnly() {
        String layers = "\"relu\"";
        for (int depth = 0; depth < 20; depth++) {
            layers = "{\"residual\": [" + layers + "]}";
        }
        String description = "{\"input\": [4], \"layers\": [" + layers + "]}";
        assertThatThrownBy(() -> NetworkJson.read(Json.parse(description)))
                .isInstanceOf(DescriptionException.class)
                .hasMessageContaining("residuals nest at most 16 deep");
    }
}
