package dev.evenkeel.network;

import static dev.evenkeel.network.Layers.batchNorm;
import static dev.evenkeel.network.Layers.linear;
import static dev.evenkeel.network.Layers.relu;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.evenkeel.EvenkeelException;
import dev.evenkeel.json.Json;
import dev.evenkeel.layer.DescriptionException;
import dev.evenkeel.layer.Frozen;
import dev.evenkeel.tensor.Shape;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FrozenDescriptionTest {
    private static final Network NETWORK = Network.of(Shape.of(4), linear(4), batchNorm(), relu(), linear(2));

    @Test
    void anEntrySaysWhatItFreezes() {
        Network network = read(
                "{'linear': 4, 'freeze': 'parameters'}",
                "{'batchNorm': {}, 'freeze': 'statistics'}",
                "'relu'",
                "{'linear': 2}");
        assertThat(network)
                .isEqualTo(NETWORK.freeze("0", Frozen.PARAMETERS).freeze("1", Frozen.STATISTICS))
                .isNotEqualTo(NETWORK);
        assertThat(network.thawed()).isEqualTo(NETWORK);
    }

    @Test
    void aFrozenNetworkIsReadBackFromJson() {
        Network network = NETWORK.freeze("*", Frozen.ALL);
        assertThat(NetworkJson.read(Json.parse(NetworkJson.write(network).toString())))
                .isEqualTo(network);
        assertThat(frozen(network, "2")).isEqualTo(Frozen.NOTHING);
    }

    @Test
    void aResidualFreezesAllOfItsLayers() {
        Network network = read(
                "{'residual': {'body': [{'linear': 4}, {'residual': [{'linear': 4}]}], 'shortcut': [{'linear': 4}]}, 'freeze': 'all'}",
                "{'residual': [{'linear': 4, 'freeze': 'parameters'}, {'linear': 4}]}");
        assertThat(frozen(network, "0.0")).isEqualTo(Frozen.ALL);
        assertThat(frozen(network, "0.1.0")).isEqualTo(Frozen.ALL);
        assertThat(frozen(network, "0.shortcut.0")).isEqualTo(Frozen.ALL);
        assertThat(frozen(network, "1.0")).isEqualTo(Frozen.PARAMETERS);
        assertThat(frozen(network, "1.1")).isEqualTo(Frozen.NOTHING);
    }

    @Test
    void whatIsFrozenOnlyGrows() {
        assertThat(NETWORK.freeze("1", Frozen.PARAMETERS).freeze("*", Frozen.STATISTICS))
                .isEqualTo(NETWORK.freeze("1", Frozen.ALL)
                        .freeze("0", Frozen.STATISTICS)
                        .freeze("3", Frozen.STATISTICS));
        assertThat(Frozen.ALL.and(Frozen.NOTHING)).isEqualTo(Frozen.ALL);
    }

    @Test
    void theTableShowsWhatIsFrozen() {
        assertThat(NETWORK.freeze("0", Frozen.PARAMETERS)
                        .freeze("1", Frozen.ALL)
                        .toString())
                .contains("linear 4, parameters frozen")
                .contains("batchNorm, frozen");
    }

    @Test
    void aHeadForOtherClassesKeepsAllElse() {
        Network network = NETWORK.freeze("*", Frozen.ALL).withHead(7);
        assertThat(network.output()).isEqualTo(Shape.of(7));
        assertThat(frozen(network, "1")).isEqualTo(Frozen.ALL);
        assertThat(frozen(network, "3")).isEqualTo(Frozen.NOTHING);
    }

    @Test
    void aPatternWithoutLayersIsRefused() {
        assertThatThrownBy(() -> NETWORK.freeze("layer1.*", Frozen.ALL))
                .isInstanceOf(EvenkeelException.class)
                .hasMessageContaining("No layer's name matches 'layer1.*'")
                .hasMessageContaining("Layers: 0, 1, 2, 3");
    }

    @ParameterizedTest
    @CsvSource({
        "'''weights''', 'layers[0].freeze: needs one of nothing, parameters, statistics, all, but got ''weights'''",
        "true, 'layers[0].freeze: needed a string'",
        "{}, 'layers[0].freeze: needed a string'"
    })
    void aWrongWordIsToldWithItsPlace(String word, String message) {
        assertThatThrownBy(() -> read("{'linear': 2, 'freeze': " + word + "}"))
                .isInstanceOf(DescriptionException.class)
                .hasMessageContaining(message);
    }

    private static Frozen frozen(Network network, String name) {
        return network.find(name).orElseThrow().frozen();
    }

    private static Network read(String... entries) {
        String text = "{'input': [4], 'layers': [" + String.join(", ", entries) + "]}";
        return NetworkJson.read(Json.parse(text.replace('\'', '"')));
    }
}
