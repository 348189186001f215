package dev.evenkeel.formats.onnx;

import static dev.evenkeel.formats.onnx.ExportedGraphs.axes;
import static dev.evenkeel.formats.onnx.ExportedGraphs.axis;
import static dev.evenkeel.formats.onnx.ExportedGraphs.perm;
import static dev.evenkeel.formats.onnx.Graphs.whole;
import static dev.evenkeel.formats.onnx.Graphs.wholes;

import java.util.List;
import java.util.Map;

/** Parts of transformers as exporters leave them. */
final class TransformerGraphs {
    private TransformerGraphs() {}

    /** RMS normalization by parts, as large language models are exported. */
    static Graphs rms(int batch) {
        return Graphs.of(batch, 5, 6)
                .tensor("two", new float[] {2})
                .tensor("eps", new float[] {1e-6f})
                .tensor("one", new float[] {1})
                .weight("g", 6)
                .node("Pow", "p", "x", "two")
                .node("ReduceMean", "m", List.of("p"), Map.of("axes", wholes(-1L), "keepdims", whole(1)))
                .node("Add", "e", "m", "eps")
                .node("Sqrt", "s", "e")
                .node("Div", "i", "one", "s")
                .node("Mul", "n", "x", "i")
                .node("Mul", "y", "g", "n");
    }

    /** A layer normalization with a GELU by Erf, as opset 16 has it. */
    static Graphs decomposed(int batch) {
        return Graphs.of(batch, 5, 6)
                .operatorSet(16)
                .tensor("two", new float[] {2})
                .tensor("eps", new float[] {1e-5f})
                .tensor("root", new float[] {1.4142135f})
                .tensor("one", new float[] {1})
                .tensor("half", new float[] {.5f})
                .weight("g", 6)
                .weight("b", 6)
                .node("ReduceMean", "m", List.of("x"), axes(-1L))
                .node("Sub", "d", "x", "m")
                .node("Pow", "p", "d", "two")
                .node("ReduceMean", "v", List.of("p"), axes(-1L))
                .node("Add", "e", "v", "eps")
                .node("Sqrt", "s", "e")
                .node("Div", "n", "d", "s")
                .node("Mul", "sc", "n", "g")
                .node("Add", "ln", "sc", "b")
                .node("Div", "q", "ln", "root")
                .node("Erf", "er", "q")
                .node("Add", "er1", "er", "one")
                .node("Mul", "xe", "ln", "er1")
                .node("Mul", "y", "xe", "half");
    }

    /** Self-attention with heads: reshape by -1, transposes, a scale, a softmax, and back. */
    static Graphs attention(int batch) {
        return Graphs.of(batch, 5, 8)
                .weight("wq", 8, 24)
                .weight("bq", 24)
                .longs("three", 8, 8, 8)
                .longs("heads", 0, -1, 2, 4)
                .longs("back", 0, -1, 8)
                .tensor("scale", new float[] {.5f})
                .weight("wo", 8, 8)
                .node("MatMul", "p", "x", "wq")
                .node("Add", "qkv", "p", "bq")
                .nodeWith("Split", List.of("q", "k", "v"), List.of("qkv", "three"), axis(-1))
                .node("Reshape", "qh", "q", "heads")
                .node("Reshape", "kh", "k", "heads")
                .node("Reshape", "vh", "v", "heads")
                .node("Transpose", "qt", List.of("qh"), perm(0L, 2L, 1L, 3L))
                .node("Transpose", "kt", List.of("kh"), perm(0L, 2L, 3L, 1L))
                .node("Transpose", "vt", List.of("vh"), perm(0L, 2L, 1L, 3L))
                .node("MatMul", "s", "qt", "kt")
                .node("Mul", "ss", "s", "scale")
                .node("Softmax", "a", List.of("ss"), axis(-1))
                .node("MatMul", "o", "a", "vt")
                .node("Transpose", "ot", List.of("o"), perm(0L, 2L, 1L, 3L))
                .node("Reshape", "oc", "ot", "back")
                .node("MatMul", "oo", "oc", "wo")
                .node("Add", "y", "x", "oo");
    }

    /** A causal mask of minus infinities that is added to the scores. */
    static Graphs causal(int batch) {
        float less = Float.NEGATIVE_INFINITY;
        return Graphs.of(batch, 3, 4)
                .tensor("mask", new float[] {0, less, less, 0, 0, less, 0, 0, 0}, 3, 3)
                .node("Transpose", "t", List.of("x"), perm(0L, 2L, 1L))
                .node("MatMul", "s", "x", "t")
                .node("Add", "m", "s", "mask")
                .node("Softmax", "a", List.of("m"), axis(-1))
                .node("MatMul", "y", "a", "x");
    }

    /** A vision transformer's beginning: patches, a class token, positions. */
    static Graphs patches(int batch) {
        return Graphs.of(batch, 3, 8, 8)
                .weight("k", 6, 3, 4, 4)
                .weight("kb", 6)
                .weight("cls", 1, 1, 6)
                .weight("pos", 1, 5, 6)
                .longs("0", 0)
                .longs("tail", 1, 6)
                .longs("grid", 0, 6, -1)
                .longs("first", 0)
                .longs("second", 1)
                .longs("along", 1)
                .node("Conv", "c", List.of("x", "k", "kb"), Map.of("strides", wholes(4L, 4L)))
                .node("Reshape", "r", "c", "grid")
                .node("Transpose", "t", List.of("r"), perm(0L, 2L, 1L))
                .node("Shape", "s", "t")
                .node("Gather", "n", "s", "0")
                .node("Concat", "to", List.of("n", "tail"), axis(0))
                .node("Expand", "token", "cls", "to")
                .node("Concat", "all", List.of("token", "t"), axis(1))
                .node("Add", "placed", "all", "pos")
                .scalar("zero", 0)
                .node("Gather", "y", List.of("placed", "zero"), axis(1));
    }
}
