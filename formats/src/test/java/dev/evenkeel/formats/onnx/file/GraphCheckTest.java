package dev.evenkeel.formats.onnx.file;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.evenkeel.formats.onnx.problem.OnnxException;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class GraphCheckTest {
    private static NodeProto node(String name, List<String> inputs, List<String> outputs) {
        return new NodeProto(name, "", "Add", inputs, outputs, Map.of());
    }

    private static List<ValueProto> values(String... names) {
        return Arrays.stream(names)
                .map(name -> new ValueProto(name, ElementType.FLOAT, Optional.empty()))
                .toList();
    }

    private static List<TensorProto> tensors(String... names) {
        return Arrays.stream(names)
                .map(name -> TensorProto.ofFloats(name, List.of(0L)))
                .toList();
    }

    private static void assertRefused(GraphProto graph, String words) {
        assertThatExceptionOfType(OnnxException.class)
                .isThrownBy(() -> GraphCheck.check(graph))
                .withMessage(words + ". Export the file again");
    }

    private static void assertNodesRefused(String words, NodeProto... nodes) {
        assertRefused(new GraphProto("", List.of(nodes), tensors("w"), values("x"), List.of()), words);
    }

    @Test
    void initializersMayBeInputsAndInputsOutputs() {
        assertThatCode(() -> GraphCheck.check(new GraphProto(
                        "",
                        List.of(
                                node("a", List.of("x", "", "w"), List.of("y", "")),
                                node("b", List.of("y"), List.of("z", ""))),
                        tensors("w"),
                        values("x", "w"),
                        values("z", "x"))))
                .doesNotThrowAnyException();
    }

    @Test
    void namesDiffer() {
        assertRefused(
                new GraphProto("", List.of(), tensors("w", "w"), List.of(), List.of()),
                "its graph has two initializers 'w', but their names must differ");
        assertRefused(
                new GraphProto("", List.of(), List.of(), values("x", "x"), List.of()),
                "its graph has two inputs 'x', but their names must differ");
        assertRefused(
                new GraphProto("", List.of(), List.of(), values("x"), values("x", "x")),
                "its graph has two outputs 'x', but their names must differ");
        assertRefused(
                new GraphProto("", List.of(), tensors(""), List.of(), List.of()),
                "each initializer of its graph needs a name, but one has none");
    }

    @Test
    void aValueIsMadeOnce() {
        assertNodesRefused(
                "node 'b' (Add) makes 'y', but that value is there already",
                node("a", List.of("x"), List.of("y")),
                node("b", List.of("x"), List.of("y")));
        assertNodesRefused(
                "node 'a' (Add) makes 'w', but that value is there already", node("a", List.of("x"), List.of("w")));
    }

    @Test
    void nodesReadWhatStandsBeforeThem() {
        assertNodesRefused(
                "node 'a' (Add) reads 'z', which only stands after it: the graph is cyclic or unordered",
                node("a", List.of("x", "z"), List.of("y")),
                node("b", List.of("y"), List.of("z")));
        assertNodesRefused(
                "node 'a' (Add) reads 'y', which only stands after it: the graph is cyclic or unordered",
                node("a", List.of("y"), List.of("y")));
        assertNodesRefused(
                "node 'a' (Add) reads 'v', but no input, initializer or node has that name",
                node("a", List.of("v"), List.of("y")));
    }

    @Test
    void nodesHaveAnOperator() {
        assertNodesRefused(
                "node 'a' () needs an operator, but has none",
                new NodeProto("a", "", "", List.of(), List.of(), Map.of()));
    }

    @Test
    void outputsAreMade() {
        assertRefused(
                new GraphProto("", List.of(), List.of(), values("x"), values("y")),
                "its graph's output 'y' needs a node that makes it, but none does");
    }

    @Test
    void filesAreCheckedWhenTheyAreRead() {
        byte[] file = RawModel.graph(graph -> RawModel.node(graph, "a", List.of("v"), List.of("y")));
        assertThatExceptionOfType(OnnxException.class)
                .isThrownBy(() -> OnnxFile.parse("m.onnx", file))
                .withMessage("m.onnx: node 'a' (Add) reads 'v', but no input, initializer or node has that name. "
                        + "Export the file again");
    }
}
