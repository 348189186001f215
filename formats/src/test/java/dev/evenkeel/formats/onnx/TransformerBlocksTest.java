package dev.evenkeel.formats.onnx;

import static org.assertj.core.api.Assertions.assertThat;

import dev.evenkeel.layer.Layer;
import dev.evenkeel.norm.LayerNorm;
import dev.evenkeel.sequence.Attention;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Blocks of transformers, however they are exported, compute what ONNX Runtime does, and are their layers. */
class TransformerBlocksTest {
    private static List<Arguments> blocks() {
        List<Arguments> blocks = new ArrayList<>();
        for (TransformerBlocks.Style style : TransformerBlocks.Style.values()) {
            for (int opset : new int[] {14, 17, 20}) {
                blocks.add(Arguments.of(style, opset));
            }
        }
        return blocks;
    }

    @ParameterizedTest(name = "{0}, opset {1}")
    @MethodSource("blocks")
    void blocksAreTheirLayers(TransformerBlocks.Style style, int opset) {
        for (int batch : new int[] {-1, 1, 2}) {
            Graphs graph = TransformerBlocks.of(style, batch, opset);
            RuntimeReference.assertAgrees(graph.importing(), batch < 0 ? 3 : batch);
            RuntimeReference.assertClose(graph.importing(), batch < 0 ? 3 : batch);
            List<Layer> layers = graph.importing().read().model().network().nodes().stream()
                    .map(node -> node.layer())
                    .toList();
            List<String> words = layers.stream().map(Layer::typeName).toList();
            assertThat(words).as("a batch of %d", batch).contains("gelu").doesNotContain("softmax", "matmul");
            assertThat(layers)
                    .as("a batch of %d", batch)
                    .filteredOn(LayerNorm.class::isInstance)
                    .hasSize(2);
            assertThat(layers)
                    .as("%s", words)
                    .filteredOn(Attention.class::isInstance)
                    .hasSize(1);
            boolean causal = switch (style) {
                case SCRIPT_CAUSAL, DYNAMO_CAUSAL, FILLED, CHOSEN -> true;
                default -> false;
            };
            boolean masked = style.name().startsWith("SCRIPT_MASK");
            if (!masked) {
                assertThat(layers).contains(causal ? Attention.of(2).causal() : Attention.of(2));
            }
        }
    }
}
