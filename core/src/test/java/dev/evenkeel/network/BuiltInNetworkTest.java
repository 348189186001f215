package dev.evenkeel.network;

import static org.assertj.core.api.Assertions.assertThat;

import dev.evenkeel.tensor.Shape;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class BuiltInNetworkTest {
    @Test
    void anMlpHasABiasOnlyWhereNoBatchNormalizationTakesItOffAgain() {
        Mlp mlp = Mlp.of(List.of(8));

        assertThat(mlp.network(Shape.of(5), 3))
                .isEqualTo(Network.of(
                        Shape.of(5),
                        Layers.standardize(),
                        Layers.linear(8).withoutBias(),
                        Layers.batchNorm(),
                        Layers.relu(),
                        Layers.linear(3)));
        assertThat(mlp.placement(Mlp.Placement.AFTER).network(Shape.of(5), 3))
                .isEqualTo(Network.of(
                        Shape.of(5),
                        Layers.standardize(),
                        Layers.linear(8),
                        Layers.relu(),
                        Layers.batchNorm(),
                        Layers.linear(3)));
    }

    @Test
    void anMlpFlattensImagesAndDropsWhereItIsSaid() {
        Mlp mlp = Mlp.of(List.of(8)).normalization(NormalizationKind.NONE).activation(Layers.tanh());

        assertThat(words(mlp.network(Shape.of(4, 4, 1), 3)))
                .containsExactly("standardize", "flatten", "linear", "tanh", "linear");
        assertThat(words(mlp.dropout(Mlp.DropoutPlace.AFTER, .3).network(Shape.of(5), 3)))
                .containsExactly("standardize", "linear", "tanh", "dropout", "linear");
    }

    @Test
    void aCnnHasABiasOnlyWhereNothingIsNormalized() {
        Cnn cnn = Cnn.of();

        assertThat(cnn.network(Shape.of(8, 8, 1), 10).parameterCount())
                .isEqualTo(9 * 32 + 2 * 32 + 9 * 32 * 64 + 2 * 64 + 2 * 2 * 64 * 10 + 10);
        assertThat(cnn.normalization(NormalizationKind.NONE)
                        .network(Shape.of(8, 8, 1), 10)
                        .parameterCount())
                .isEqualTo(9 * 32 + 32 + 9 * 32 * 64 + 64 + 2 * 2 * 64 * 10 + 10);
        assertThat(words(cnn.dropout(.2).activation(Layers.gelu()).network(Shape.of(8, 8, 1), 10)))
                .endsWith("gelu", "maxPool", "dropout", "flatten", "linear");
    }

    @Test
    void groupsDivideTheChannels() {
        assertThat(Stream.of(3, 12, 100, 256)
                        .map(channels -> NormalizationKind.GROUP.layer(channels).orElseThrow()))
                .containsExactly(Layers.groupNorm(1), Layers.groupNorm(3), Layers.groupNorm(10), Layers.groupNorm(16));
    }

    private static List<String> words(Network network) {
        return network.nodes().stream().map(node -> node.layer().typeName()).toList();
    }
}
