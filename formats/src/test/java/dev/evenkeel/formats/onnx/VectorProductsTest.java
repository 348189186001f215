package dev.evenkeel.formats.onnx;

import static dev.evenkeel.formats.onnx.Graphs.wholes;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.evenkeel.formats.onnx.graph.Imported;
import dev.evenkeel.formats.onnx.graph.Port;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code MatMul} with a constant that is a vector, has more axes than the other factor, or stands on the left. */
class VectorProductsTest {
    private static void assertAgrees(Graphs graph) {
        RuntimeReference.assertAgrees(graph.importing(), 1, 2, 3);
        Imported imported = graph.importing().read();
        assertThat(imported.input().batching()).isEqualTo(Port.Batching.EXAMPLES);
    }

    @ParameterizedTest
    @ValueSource(ints = {-1, 1, 2, 3})
    void aVectorOnTheRightIsAColumn(int batch) {
        assertAgrees(Graphs.of(batch, 6).weight("v", 6).node("MatMul", "y", "x", "v"));
        assertAgrees(Graphs.of(batch, 5, 6).weight("v", 6).node("MatMul", "y", "x", "v"));
        assertAgrees(Graphs.of(batch, 2, 5, 6).weight("v", 6).node("MatMul", "y", "x", "v"));
        assertAgrees(Graphs.of(batch, 6)
                .weight("v", 6)
                .weight("b", 1)
                .node("MatMul", "scores", "x", "v")
                .node("Add", "y", "scores", "b"));
    }

    /** The scores of tokens, and their weighted mean. */
    @ParameterizedTest
    @ValueSource(ints = {-1, 1, 2})
    void attentionPoolingHasAVector(int batch) {
        assertAgrees(Graphs.of(batch, 5, 6)
                .weight("v", 6)
                .longs("1", 1)
                .longs("2", 2)
                .node("MatMul", "scores", "x", "v")
                .node("Softmax", "shares", "scores")
                .node("Unsqueeze", "row", "shares", "1")
                .node("MatMul", "pooled", "row", "x")
                .node("Squeeze", "y", "pooled", "1"));
    }

    @ParameterizedTest
    @ValueSource(ints = {-1, 1, 2, 3})
    void aVectorOnTheLeftIsARow(int batch) {
        assertAgrees(Graphs.of(batch, 5, 6).weight("v", 5).node("MatMul", "y", "v", "x"));
        assertAgrees(Graphs.of(batch, 2, 5, 6).weight("v", 5).node("MatMul", "y", "v", "x"));
    }

    @ParameterizedTest
    @ValueSource(ints = {-1, 1, 2, 3})
    void examplesMayBeColumnsOfTheRightFactor(int batch) {
        assertAgrees(Graphs.of(batch, 6)
                .weight("w", 4, 6)
                .node("Transpose", "t", List.of("x"), Map.of("perm", wholes(1L, 0L)))
                .node("MatMul", "y", "w", "t"));
        assertAgrees(Graphs.of(batch, 6)
                .weight("w", 6)
                .node("Transpose", "t", List.of("x"), Map.of("perm", wholes(1L, 0L)))
                .node("MatMul", "y", "w", "t"));
    }

    @ParameterizedTest
    @ValueSource(ints = {-1, 1, 2, 3})
    void aConstantMayHaveMoreAxesOfOnePosition(int batch) {
        assertAgrees(Graphs.of(batch, 6).weight("w", 1, 6, 4).node("MatMul", "y", "x", "w"));
        assertAgrees(Graphs.of(batch, 5, 6).weight("w", 1, 1, 6, 4).node("MatMul", "y", "x", "w"));
        assertAgrees(Graphs.of(batch, 5, 6).weight("w", 1, 6, 4).node("MatMul", "y", "x", "w"));
    }

    @ParameterizedTest
    @ValueSource(ints = {-1, 2})
    void extentsThatDoNotMeetAreNamed(int batch) {
        assertThatThrownBy(() -> Graphs.of(batch, 5, 6)
                        .weight("v", 5)
                        .node("MatMul", "y", "x", "v")
                        .importing()
                        .read())
                .hasMessageContaining("MatMul 'y' needs 6 rows in its second input", "5");
    }

    @ParameterizedTest
    @ValueSource(ints = {-1})
    void moreMatricesThanExamplesHaveAreNamed(int batch) {
        assertThatThrownBy(() -> Graphs.of(batch, 6)
                        .weight("w", 3, 6, 4)
                        .node("MatMul", "y", "x", "w")
                        .importing()
                        .read())
                .hasMessageContaining(
                        "MatMul 'y' is not supported: its constant 'w' [3, 6, 4] has more axes than its other input");
    }
}
