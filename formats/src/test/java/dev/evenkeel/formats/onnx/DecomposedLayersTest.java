package dev.evenkeel.formats.onnx;

import static dev.evenkeel.formats.onnx.Graphs.real;
import static dev.evenkeel.formats.onnx.Graphs.text;
import static dev.evenkeel.formats.onnx.Graphs.whole;
import static dev.evenkeel.formats.onnx.Graphs.wholes;
import static org.assertj.core.api.Assertions.assertThat;

import dev.evenkeel.kernel.view.Activation;
import dev.evenkeel.layer.Layer;
import dev.evenkeel.layer.core.Activate;
import dev.evenkeel.norm.LayerNorm;
import dev.evenkeel.norm.RmsNorm;
import dev.evenkeel.sequence.Attention;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What exporters write as several operators is the one layer that it is, and computes what ONNX Runtime does. */
class DecomposedLayersTest {
    private static List<Layer> layers(Graphs graph) {
        return graph.importing().read().model().network().nodes().stream()
                .map(node -> node.layer())
                .toList();
    }

    private static void agrees(Graphs graph) {
        RuntimeReference.assertAgrees(graph.importing(), 1, 3);
    }

    private static Graphs mean(Graphs graph, int opset, String name, String of) {
        return opset < 18
                ? graph.node("ReduceMean", name, List.of(of), Map.of("axes", wholes(-1L)))
                : graph.longs(name + ".axes", -1).node("ReduceMean", name, of, name + ".axes");
    }

    /** PyTorch's nine nodes before opset 17. */
    private static Graphs layerNorm(Graphs graph, int opset, String name, String x, int width) {
        graph.weight(name + ".weight", width).weight(name + ".bias", width);
        if (opset >= 17) {
            return graph.node(
                    "LayerNormalization",
                    name,
                    List.of(x, name + ".weight", name + ".bias"),
                    Map.of("axis", whole(-1), "epsilon", real(1e-5f)));
        }
        graph.tensor(name + ".two", new float[] {2}).tensor(name + ".epsilon", new float[] {1e-5f});
        mean(graph, opset, name + ".mean", x).node("Sub", name + ".centred", x, name + ".mean");
        graph.node("Pow", name + ".square", name + ".centred", name + ".two");
        return mean(graph, opset, name + ".variance", name + ".square")
                .node("Add", name + ".sum", name + ".variance", name + ".epsilon")
                .node("Sqrt", name + ".root", name + ".sum")
                .node("Div", name + ".normal", name + ".centred", name + ".root")
                .node("Mul", name + ".scaled", name + ".normal", name + ".weight")
                .node("Add", name, name + ".scaled", name + ".bias");
    }

    /** PyTorch's five nodes before opset 20. */
    private static Graphs gelu(Graphs graph, int opset, String name, String x) {
        if (opset >= 20) {
            return graph.node("Gelu", name, List.of(x), Map.of("approximate", text("none")));
        }
        return graph.tensor("root_of_two", new float[] {(float) Math.sqrt(2)})
                .tensor("one", new float[] {1})
                .tensor("half", new float[] {0.5f})
                .node("Div", name + ".div", x, "root_of_two")
                .node("Erf", name + ".erf", name + ".div")
                .node("Add", name + ".sum", name + ".erf", "one")
                .node("Mul", name + ".mul", x, name + ".sum")
                .node("Mul", name, name + ".mul", "half");
    }

    private static Graphs linear(Graphs graph, String name, String x, int inputs, int outputs) {
        return graph.weight(name + ".w", inputs, outputs)
                .weight(name + ".bias", outputs)
                .node("MatMul", name + ".mm", x, name + ".w")
                .node("Add", name, name + ".bias", name + ".mm");
    }

    /** PyTorch's scaled_dot_product_attention: the root of the scale is multiplied to both sides. */
    private static Graphs attention(Graphs graph, String mask) {
        graph.longs("heads", 0, 5, 2, 4)
                .longs("joined", 0, 5, 8)
                .tensor("root", new float[] {(float) Math.sqrt(0.5)})
                .node("Reshape", "q4", "q", "heads")
                .node("Transpose", "qh", List.of("q4"), Map.of("perm", wholes(0L, 2L, 1L, 3L)))
                .node("Reshape", "k4", "k", "heads")
                .node("Reshape", "v4", "v", "heads")
                .node("Transpose", "vh", List.of("v4"), Map.of("perm", wholes(0L, 2L, 1L, 3L)))
                .node("Transpose", "kt", List.of("k4"), Map.of("perm", wholes(0L, 2L, 3L, 1L)))
                .node("Mul", "qs", "qh", "root")
                .node("Mul", "ks", "kt", "root")
                .node("MatMul", "scores", "qs", "ks");
        if (!mask.isEmpty()) {
            graph.node("Add", "masked", "scores", mask);
        }
        return graph.node("Softmax", "p", List.of(mask.isEmpty() ? "scores" : "masked"), Map.of("axis", whole(-1)))
                .node("MatMul", "attended", "p", "vh")
                .node("Transpose", "back", List.of("attended"), Map.of("perm", wholes(0L, 2L, 1L, 3L)))
                .node("Reshape", "joint", "back", "joined");
    }

    private static Graphs triangle(Graphs graph) {
        float[] mask = new float[25];
        for (int at = 0; at < 25; at++) {
            mask[at] = at % 5 > at / 5 ? Float.NEGATIVE_INFINITY : 0;
        }
        return graph.tensor("mask", mask, 1, 1, 5, 5);
    }

    /** A block of a transformer, normalised first. */
    @ParameterizedTest
    @ValueSource(ints = {14, 17, 20})
    void aBlockOfATransformerIsItsLayers(int opset) {
        Graphs graph = triangle(Graphs.of(-1, 5, 8).operatorSet(opset));
        layerNorm(graph, opset, "norm1", "x", 8);
        for (String part : List.of("q", "k", "v")) {
            linear(graph, part, "norm1", 8, 8);
        }
        attention(graph, "mask");
        linear(graph, "proj", "joint", 8, 8).node("Add", "middle", "x", "proj");
        layerNorm(graph, opset, "norm2", "middle", 8);
        linear(graph, "fc1", "norm2", 8, 16);
        gelu(graph, opset, "bend", "fc1");
        linear(graph, "fc2", "bend", 16, 8).node("Add", "y", "middle", "fc2");
        agrees(graph);
        assertThat(layers(graph).stream().map(Layer::typeName))
                .containsExactlyInAnyOrder(
                        "layerNorm",
                        "linear",
                        "linear",
                        "linear",
                        "attention",
                        "linear",
                        "add",
                        "layerNorm",
                        "linear",
                        "gelu",
                        "linear",
                        "add");
        assertThat(layers(graph)).contains(Attention.of(2).causal(), LayerNorm.standard());
    }

    @Test
    void normalizationsWithoutScaleOrBiasAreLayers() {
        Graphs bare = mean(Graphs.of(-1, 5, 8), 17, "m", "x")
                .tensor("e", new float[] {1e-3f})
                .node("Sub", "d", "x", "m")
                .node("Mul", "s", "d", "d");
        mean(bare, 17, "v", "s")
                .node("Add", "a", "e", "v")
                .node("Sqrt", "r", "a")
                .node("Div", "y", "d", "r");
        agrees(bare);
        assertThat(layers(bare))
                .containsExactly(LayerNorm.standard().epsilon(1e-3f).withoutAffine());

        Graphs rms = Graphs.of(-1, 5, 8)
                .tensor("e", new float[] {1e-6f})
                .tensor("two", new float[] {2})
                .weight("w", 8)
                .node("Pow", "s", "x", "two");
        mean(rms, 17, "v", "s")
                .node("Add", "a", "v", "e")
                .node("Sqrt", "r", "a")
                .node("Div", "n", "x", "r")
                .node("Mul", "y", "w", "n");
        agrees(rms);
        assertThat(layers(rms)).containsExactly(RmsNorm.standard().epsilon(1e-6f));
    }

    /** Multiplied by an inverse, as large language models are exported, through casts that change nothing. */
    @ParameterizedTest
    @ValueSource(strings = {"Reciprocal", "Div", "Pow"})
    void inversesOfRootsNormalise(String operator) {
        Graphs graph = Graphs.of(-1, 5, 8)
                .tensor("e", new float[] {1e-6f})
                .tensor("two", new float[] {2})
                .tensor("one", new float[] {1})
                .tensor("minus_half", new float[] {-0.5f})
                .weight("w", 8)
                .node("Cast", "c", List.of("x"), Map.of("to", whole(1)))
                .node("Pow", "s", "c", "two");
        mean(graph, 17, "v", "s").node("Add", "a", "v", "e");
        switch (operator) {
            case "Reciprocal" -> graph.node("Sqrt", "r", "a").node("Reciprocal", "i", "r");
            case "Div" -> graph.node("Sqrt", "r", "a").node("Div", "i", "one", "r");
            default -> graph.node("Pow", "i", "a", "minus_half");
        }
        graph.node("Mul", "n", "c", "i")
                .node("Cast", "back", List.of("n"), Map.of("to", whole(1)))
                .node("Mul", "y", "w", "back");
        agrees(graph);
        assertThat(layers(graph)).containsExactly(RmsNorm.standard().epsilon(1e-6f));
    }

    /** Keras by tf2onnx: {@code x s + (beta - mean s)}. */
    @Test
    void layerNormalizationOfKerasIsALayer() {
        Graphs graph = mean(Graphs.of(-1, 5, 8), 17, "m", "x")
                .tensor("e", new float[] {1e-3f})
                .weight("g", 8)
                .weight("b", 8)
                .node("Sub", "d", "x", "m")
                .node("Mul", "s", "d", "d");
        mean(graph, 17, "v", "s")
                .node("Add", "a", "v", "e")
                .node("Sqrt", "r", "a")
                .node("Reciprocal", "i", "r")
                .node("Mul", "scale", "i", "g")
                .node("Mul", "scaled", "x", "scale")
                .node("Mul", "of_mean", "m", "scale")
                .node("Sub", "shift", "b", "of_mean")
                .node("Add", "y", "scaled", "shift");
        agrees(graph);
        assertThat(layers(graph)).containsExactly(LayerNorm.standard().epsilon(1e-3f));
    }

    /** Alike at first sight, but over another axis, of another value, or with another number. */
    @Test
    void whatIsNoneOfTheseIsComputedAsItStands() {
        Graphs otherAxis = Graphs.of(-1, 5, 8).tensor("e", new float[] {1e-3f});
        otherAxis
                .node("ReduceMean", "m", List.of("x"), Map.of("axes", wholes(1L)))
                .node("Sub", "d", "x", "m")
                .node("Mul", "s", "d", "d")
                .node("ReduceMean", "v", List.of("s"), Map.of("axes", wholes(1L)))
                .node("Add", "a", "e", "v")
                .node("Sqrt", "r", "a")
                .node("Div", "y", "d", "r");
        agrees(otherAxis);
        Graphs otherValue = mean(Graphs.of(-1, 5, 8), 17, "m", "x")
                .tensor("e", new float[] {1e-3f})
                .node("Relu", "z", "x")
                .node("Sub", "d", "z", "m")
                .node("Mul", "s", "x", "x");
        mean(otherValue, 17, "v", "s")
                .node("Add", "a", "e", "v")
                .node("Sqrt", "r", "a")
                .node("Div", "y", "d", "r");
        agrees(otherValue);
        Graphs otherNumber = gelu(Graphs.of(-1, 5, 8).tensor("more", new float[] {3}), 17, "g", "x")
                .node("Mul", "y", "g", "more");
        agrees(otherNumber);
        Graphs square = gelu(Graphs.of(-1, 5, 8), 17, "g", "x").node("Mul", "y", "g.mul", "g.sum");
        agrees(square);
        assertThat(layers(square)).doesNotContain(Activate.of(Activation.GELU));
    }

    @Test
    void bothGelusAreLayersWhateverIsMultipliedFirst() {
        Graphs halfFirst = Graphs.of(-1, 5, 8)
                .tensor("c", new float[] {(float) Math.sqrt(0.5)})
                .tensor("one", new float[] {1})
                .tensor("half", new float[] {0.5f})
                .node("Mul", "u", "x", "c")
                .node("Erf", "erf", "u")
                .node("Add", "sum", "one", "erf")
                .node("Mul", "h", "half", "x")
                .node("Mul", "y", "h", "sum");
        agrees(halfFirst);
        assertThat(layers(halfFirst)).containsExactly(Activate.of(Activation.GELU));
        Graphs tanh = Graphs.of(-1, 5, 8)
                .tensor("three", new float[] {3})
                .tensor("of_cube", new float[] {0.044715f})
                .tensor("of_sum", new float[] {(float) Math.sqrt(2 / Math.PI)})
                .tensor("one", new float[] {1})
                .tensor("half", new float[] {0.5f})
                .node("Mul", "h", "x", "half")
                .node("Pow", "cube", "x", "three")
                .node("Mul", "small", "cube", "of_cube")
                .node("Add", "u", "x", "small")
                .node("Mul", "v", "u", "of_sum")
                .node("Tanh", "t", "v")
                .node("Add", "sum", "t", "one")
                .node("Mul", "y", "h", "sum");
        agrees(tanh);
        assertThat(layers(tanh)).containsExactly(Activate.of(Activation.GELU_TANH));
    }

    /** {@code x/2 (1 + tanh(sqrt(2/pi) x (1 + 0.044715 x x)))}, transformers' gelu_fast. */
    @Test
    void aGeluWithItsArgumentFactoredIsALayer() {
        Graphs fast = Graphs.of(-1, 5, 8)
                .tensor("of_sum", new float[] {0.7978845608f})
                .tensor("of_square", new float[] {0.044715f})
                .tensor("one", new float[] {1})
                .tensor("half", new float[] {0.5f})
                .node("Mul", "h", "x", "half")
                .node("Mul", "a", "x", "of_sum")
                .node("Mul", "b", "x", "of_square")
                .node("Mul", "c", "b", "x")
                .node("Add", "d", "c", "one")
                .node("Mul", "e", "a", "d")
                .node("Tanh", "t", "e")
                .node("Add", "sum", "t", "one")
                .node("Mul", "y", "h", "sum");
        agrees(fast);
        assertThat(layers(fast)).containsExactly(Activate.of(Activation.GELU_TANH));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "mask"})
    void attentionWithAndWithoutAMaskIsALayer(String mask) {
        for (int batch : new int[] {-1, 2}) {
            Graphs graph = Graphs.of(batch, 5, 8).weight("mask", 2, 5, 5);
            for (String part : List.of("q", "k", "v")) {
                linear(graph, part, "x", 8, 8);
            }
            attention(graph, mask);
            RuntimeReference.assertAgrees(graph.importing(), 2);
            assertThat(layers(graph)).contains(Attention.of(2));
        }
    }

    /** PyTorch's MultiheadAttention has positions first, and heads beside examples. */
    @ParameterizedTest
    @ValueSource(ints = {-1, 1, 3})
    void headsBesideExamplesAreALayer(int batch) {
        Graphs graph = Graphs.of(batch, 5, 8)
                .operatorSet(14)
                .longs("beside", 5, -1, 4)
                .longs("heads", -1, 2, 5, 4)
                .longs("rows", -1, 8)
                .longs("positions", 5, -1, 8)
                .tensor("half", new float[] {0.5f})
                .node("Transpose", "turned", List.of("x"), Map.of("perm", wholes(1L, 0L, 2L)));
        for (String part : List.of("q", "k", "v")) {
            linear(graph, part, "turned", 8, 8)
                    .node("Reshape", part + "1", part, "beside")
                    .node("Transpose", part + "2", List.of(part + "1"), Map.of("perm", wholes(1L, 0L, 2L)))
                    .node("Reshape", part + "3", part + "2", "heads");
        }
        graph.node("Transpose", "kt", List.of("k3"), Map.of("perm", wholes(0L, 1L, 3L, 2L)))
                .node("Mul", "qs", "q3", "half")
                .node("MatMul", "scores", "qs", "kt")
                .node("Softmax", "p", List.of("scores"), Map.of("axis", whole(-1)))
                .node("MatMul", "attended", "p", "v3")
                .node("Transpose", "back", List.of("attended"), Map.of("perm", wholes(2L, 0L, 1L, 3L)))
                .node("Reshape", "flat", "back", "rows");
        linear(graph, "proj", "flat", 8, 8)
                .node("Reshape", "apart", "proj", "positions")
                .node("Transpose", "y", List.of("apart"), Map.of("perm", wholes(1L, 0L, 2L)));
        RuntimeReference.assertAgrees(graph.importing(), batch < 0 ? 2 : batch);
        assertThat(layers(graph)).contains(Attention.of(2));
    }

    /** Extents that are computed of the input's, as an export with an open batch has them. */
    @Test
    void headsOfAComputedShapeAreALayer() {
        Graphs graph = Graphs.of(-1, 5, 8)
                .operatorSet(17)
                .scalar("zero", 0)
                .longs("front", 0)
                .longs("rest", 5, 2, 4)
                .longs("joined", 0, 5, 8)
                .node("Shape", "shape", "x")
                .node("Gather", "batch", List.of("shape", "zero"), Map.of("axis", whole(0)))
                .node("Unsqueeze", "first", "batch", "front")
                .node("Concat", "heads", List.of("first", "rest"), Map.of("axis", whole(0)));
        for (String part : List.of("q", "k", "v")) {
            linear(graph, part, "x", 8, 8)
                    .node("Reshape", part + "4", part, "heads")
                    .node("Transpose", part + "h", List.of(part + "4"), Map.of("perm", wholes(0L, 2L, 1L, 3L)));
        }
        graph.tensor("two", new float[] {2})
                .node("Transpose", "kt", List.of("kh"), Map.of("perm", wholes(0L, 1L, 3L, 2L)))
                .node("MatMul", "product", "qh", "kt")
                .node("Div", "scores", "product", "two")
                .node("Softmax", "p", List.of("scores"), Map.of("axis", whole(-1)))
                .node("MatMul", "attended", "p", "vh")
                .node("Transpose", "back", List.of("attended"), Map.of("perm", wholes(0L, 2L, 1L, 3L)))
                .node("Reshape", "y", "back", "joined");
        agrees(graph);
        assertThat(layers(graph)).contains(Attention.of(2)).hasSize(4);
    }
}
