package dev.evenkeel.formats.onnx;

import static dev.evenkeel.formats.onnx.Graphs.real;
import static dev.evenkeel.formats.onnx.Graphs.text;
import static dev.evenkeel.formats.onnx.Graphs.whole;
import static dev.evenkeel.formats.onnx.Graphs.wholes;

import java.util.List;
import java.util.Map;

/** What blocks of transformers are made of, as PyTorch's exporters write it in a version of the operators. */
class BlockParts {
    final Graphs graph;
    private final int opset;

    BlockParts(Graphs graph, int opset) {
        this.graph = graph;
        this.opset = opset;
    }

    final void mean(String name, String of) {
        if (opset < 18) {
            graph.node("ReduceMean", name, List.of(of), Map.of("axes", wholes(-1L)));
        } else {
            graph.list(name + ".axes", -1)
                    .node("ReduceMean", name, List.of(of, name + ".axes"), Map.of("keepdims", whole(1)));
        }
    }

    final void layerNorm(String name, String x, int width) {
        graph.weight(name + ".weight", width).weight(name + ".bias", width);
        if (opset >= 17) {
            graph.node(
                    "LayerNormalization",
                    name,
                    List.of(x, name + ".weight", name + ".bias"),
                    Map.of("axis", whole(-1), "epsilon", real(1e-5f)));
            return;
        }
        mean(name + ".mean", x);
        graph.node("Sub", name + ".centred", x, name + ".mean")
                .constant(name + ".two", new float[] {2})
                .node("Pow", name + ".square", name + ".centred", name + ".two");
        mean(name + ".variance", name + ".square");
        graph.constant(name + ".epsilon", new float[] {1e-5f})
                .node("Add", name + ".sum", name + ".variance", name + ".epsilon")
                .node("Sqrt", name + ".root", name + ".sum")
                .node("Div", name + ".normal", name + ".centred", name + ".root")
                .node("Mul", name + ".scaled", name + ".normal", name + ".weight")
                .node("Add", name, name + ".scaled", name + ".bias");
    }

    final void gelu(String name, String x) {
        if (opset >= 20) {
            graph.node("Gelu", name, List.of(x), Map.of("approximate", text("none")));
            return;
        }
        graph.constant(name + ".root", new float[] {1.4142135381698608f})
                .node("Div", name + ".div", x, name + ".root")
                .node("Erf", name + ".erf", name + ".div")
                .constant(name + ".one", new float[] {1})
                .node("Add", name + ".sum", name + ".erf", name + ".one")
                .node("Mul", name + ".mul", x, name + ".sum")
                .constant(name + ".half", new float[] {0.5f})
                .node("Mul", name, name + ".mul", name + ".half");
    }

    final void linear(String name, String x, int inputs, int outputs) {
        graph.weight(name + ".w", inputs, outputs)
                .weight(name + ".bias", outputs)
                .node("MatMul", name + ".mm", x, name + ".w")
                .node("Add", name, name + ".bias", name + ".mm");
    }
}
