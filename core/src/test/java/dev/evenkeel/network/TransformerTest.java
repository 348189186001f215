package dev.evenkeel.network;

import static dev.evenkeel.network.Layers.rmsNorm;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.evenkeel.sequence.QkNorm;
import dev.evenkeel.tensor.Shape;
import java.util.List;
import org.junit.jupiter.api.Test;

class TransformerTest {
    @Test
    void aCharacterModelOfFourBlocksOf128HasFourFifthsOfAMillionParameters() {
        Network network = Transformer.of(4, 4, 128).languageModel(65, 64);
        assertThat(parameters(network))
                .isEqualTo(65 * 128
                        + 64 * 128
                        + 4 * (128 * 384 + 384 + 128 * 128 + 128 + 128 * 512 + 512 + 512 * 128 + 128 + 4 * 128)
                        + 2 * 128
                        + 128 * 65);
        assertThat(network.output()).isEqualTo(Shape.of(64, 65));
        assertThat(names(network))
                .startsWith("embedding", "tokens", "positions", "blocks.0.norm1", "blocks.0.attention.qkv")
                .endsWith("blocks.3.mlp.fc2", "blocks.3.mlp.add", "norm", "head");
    }

    @Test
    void postNormStandsBehindTheSums() {
        Network network = Transformer.of(1, 2, 8)
                .order(Transformer.Order.POST)
                .normalization(rmsNorm())
                .classifier(Shape.of(5, 3), 4);
        assertThat(names(network))
                .containsSubsequence(
                        "blocks.0.attention.proj",
                        "blocks.0.attention.add",
                        "blocks.0.norm1",
                        "blocks.0.mlp.fc1",
                        "blocks.0.mlp.fc2",
                        "blocks.0.mlp.add",
                        "blocks.0.norm2",
                        "pool",
                        "head")
                .doesNotContain("norm");
        assertThat(network.output()).isEqualTo(Shape.of(4));
    }

    @Test
    void tokensAreClassifiedFromTheirEmbeddings() {
        Network network = Transformer.of(1, 2, 8).tokenClassifier(7, 5, 3);
        assertThat(network.input()).isEqualTo(Shape.of(5, 1));
        assertThat(network.output()).isEqualTo(Shape.of(3));
        assertThat(names(network))
                .startsWith("embedding", "tokens", "positions", "blocks.0.norm1")
                .endsWith("norm", "pool", "head");
        assertThat(parameters(network) - parameters(Transformer.of(1, 2, 8).classifier(Shape.of(5, 7), 3)))
                .as("no bias")
                .isEqualTo(-8);
    }

    @Test
    void aDecoderAttendsToAnEncoder() {
        Transformer blocks = Transformer.of(2, 2, 8).qkNorm(QkNorm.Kind.RMS);
        Network.Builder builder = Network.builder(Shape.of(5, 8));
        blocks.order(Transformer.Order.POST).encoder(builder, "encoder");
        String memory = builder.last();
        builder.add("target", Layers.slice(0, 2, 3), List.of(Network.INPUT));
        blocks.decoder(builder, "decoder", memory);
        Network network = builder.build();
        assertThat(names(network))
                .containsSubsequence(
                        "encoder.blocks.1.norm2",
                        "target",
                        "decoder.blocks.0.norm1",
                        "decoder.blocks.0.attention",
                        "decoder.blocks.0.attention.add",
                        "decoder.blocks.0.normCross",
                        "decoder.blocks.0.cross.q",
                        "decoder.blocks.0.cross.qNorm",
                        "decoder.blocks.0.cross.kv",
                        "decoder.blocks.0.cross.kNorm",
                        "decoder.blocks.0.cross",
                        "decoder.blocks.0.cross.add",
                        "decoder.blocks.0.norm2",
                        "decoder.norm")
                .doesNotContain("encoder.norm");
        assertThat(network.output()).isEqualTo(Shape.of(3, 8));
    }

    @Test
    void itsDescriptionGivesTheSameNetworkBack() {
        Network network = Transformer.of(2, 2, 8)
                .activation(Transformer.Activation.SWIGLU)
                .dropout(0.1)
                .languageModel(5, 6);
        assertThat(NetworkJson.read(NetworkJson.write(network))).isEqualTo(network);
    }

    @Test
    void headsThatDoNotDivideTheWidthAreRefused() {
        assertThatThrownBy(() -> Transformer.of(2, 3, 8))
                .hasMessageContaining("3 heads")
                .hasMessageContaining("width of 8");
    }

    private static int parameters(Network network) {
        return network.nodes().stream()
                .flatMap(node -> node.parameters().stream())
                .mapToInt(parameter -> parameter.shape().size())
                .sum();
    }

    private static List<String> names(Network network) {
        return network.nodes().stream().map(Node::name).toList();
    }
}
