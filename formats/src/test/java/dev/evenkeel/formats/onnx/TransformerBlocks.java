package dev.evenkeel.formats.onnx;

import static dev.evenkeel.formats.onnx.ExportedGraphs.axis;
import static dev.evenkeel.formats.onnx.ExportedGraphs.perm;
import static dev.evenkeel.formats.onnx.Graphs.whole;

import java.util.List;
import java.util.Map;

/** Blocks of transformers, {@code [batch, 5, 8]} to the same with 2 heads, as PyTorch's two exporters and others write them. */
final class TransformerBlocks extends BlockParts {
    private static final int POSITIONS = 5;
    private static final int WIDTH = 8;
    private static final int HEADS = 2;
    private static final int HEAD = 4;
    private static final float HIDDEN = Float.NEGATIVE_INFINITY;

    private TransformerBlocks(int batch, int opset) {
        super(Graphs.of(batch, POSITIONS, WIDTH).operatorSet(opset), opset);
    }

    /** What attends, and how that is written. */
    enum Style {
        /** TorchScript's scaled_dot_product_attention with is_causal, between views of computed shapes. */
        SCRIPT_CAUSAL,
        /** The same without a mask. */
        SCRIPT,
        /** The same with a mask of truths. */
        SCRIPT_MASK,
        /** The same, with a check for rows that are all hidden. */
        SCRIPT_MASK_CHECKED,
        /** The dynamo exporter's, which turns keys by three axes. */
        DYNAMO_CAUSAL,
        DYNAMO,
        /** The dynamo exporter's after its optimizer. */
        DYNAMO_FOLDED,
        /** nanoGPT's by hand, masked_fill of minus infinity. */
        FILLED,
        /** transformers' GPT-2: torch.where with the least float. */
        CHOSEN,
        /** transformers' BERT: ones of the batch's size, made numbers that hide. */
        EXTENDED,
        /** nn.MultiheadAttention: projections in one, heads beside examples. */
        MODULE,
        /** nn.MultiheadAttention that would give its weights too: products of 3 axes. */
        MODULE_WEIGHTS,
        /** Queries divided by the root of the width, an einsum's axes. */
        DIVIDED
    }

    /** A block that normalises first. */
    static Graphs of(Style style, int batch, int opset) {
        TransformerBlocks block = new TransformerBlocks(batch, opset);
        block.layerNorm("norm1", "x", WIDTH);
        String attended = block.attention(style, "norm1");
        block.linear("proj", attended, WIDTH, WIDTH);
        block.graph.node("Add", "middle", "x", "proj");
        block.layerNorm("norm2", "middle", WIDTH);
        block.linear("fc1", "norm2", WIDTH, 16);
        block.gelu("bend", "fc1");
        block.linear("fc2", "bend", 16, WIDTH);
        return block.graph.node("Add", "y", "middle", "fc2");
    }

    private String attention(Style style, String x) {
        return switch (style) {
            case MODULE, MODULE_WEIGHTS -> module(style, x);
            default -> separate(style, x);
        };
    }

    /** Heads of {@code x} by a view whose shape is computed: {@code x.view(B, T, H, C // H).transpose(1, 2)}. */
    private void heads(String name, String x, long... order) {
        graph.node("Shape", name + ".shape", x)
                .index(name + ".0", 0)
                .node("Gather", name + ".b", List.of(name + ".shape", name + ".0"), axis(0))
                .index(name + ".1", 1)
                .node("Gather", name + ".t", List.of(name + ".shape", name + ".1"), axis(0))
                .index(name + ".2", 2)
                .node("Gather", name + ".c", List.of(name + ".shape", name + ".2"), axis(0))
                .index(name + ".h", HEADS)
                .node("Div", name + ".w", name + ".c", name + ".h")
                .list(name + ".axis", 0);
        for (String part : List.of("b", "t", "h", "w")) {
            graph.node("Unsqueeze", name + "." + part + "1", name + "." + part, name + ".axis");
        }
        graph.node("Concat", name + ".to", List.of(name + ".b1", name + ".t1", name + ".h1", name + ".w1"), axis(0))
                .node("Reshape", name + ".apart", x, name + ".to")
                .node(
                        "Transpose",
                        name,
                        List.of(name + ".apart"),
                        perm(java.util.Arrays.stream(order).boxed().toArray(Long[]::new)));
    }

    private String separate(Style style, String x) {
        linear("qkv", x, WIDTH, 3 * WIDTH);
        graph.list("parts", WIDTH, WIDTH, WIDTH)
                .nodeWith("Split", List.of("q", "k", "v"), List.of("qkv", "parts"), axis(2));
        heads("kh", "k", 0, 2, 1, 3);
        heads("qh", "q", 0, 2, 1, 3);
        heads("vh", "v", 0, 2, 1, 3);
        String p = probabilities(style);
        graph.node("MatMul", "attended", p, "vh")
                .node("Transpose", "back", List.of("attended"), perm(0L, 2L, 1L, 3L))
                .node("Shape", "x.shape", "x")
                .list("from0", 0)
                .list("to2", 2)
                .node("Slice", "rows", "x.shape", "from0", "to2")
                .list("channels", WIDTH)
                .node("Concat", "together", List.of("rows", "channels"), axis(0))
                .node("Reshape", "joint", "back", "together");
        return "joint";
    }

    private String probabilities(Style style) {
        return switch (style) {
            case SCRIPT, SCRIPT_CAUSAL, SCRIPT_MASK, SCRIPT_MASK_CHECKED -> script(style);
            case DYNAMO, DYNAMO_CAUSAL, DYNAMO_FOLDED -> dynamo(style);
            default -> byHand(style);
        };
    }

    /** {@code 1 / sqrt(width)} of the queries' shape. */
    private void computedScale() {
        graph.node("Shape", "q.shape", "qh")
                .list("q.last", -1)
                .list("q.end", Long.MAX_VALUE)
                .node("Slice", "q.width", "q.shape", "q.last", "q.end")
                .node("Cast", "q.number", List.of("q.width"), Map.of("to", whole(1)))
                .node("Sqrt", "q.root", "q.number")
                .constant("one", new float[] {1}, 1)
                .node("Div", "q.scale1", "one", "q.root")
                .node("Cast", "q.scale", List.of("q.scale1"), Map.of("to", whole(1)));
    }

    private void computedTriangle() {
        graph.node("Shape", "qm.shape", "qh")
                .node("Shape", "km.shape", "kh")
                .list("m.last", -1)
                .list("m.before", -2)
                .node("Slice", "m.rows", "qm.shape", "m.before", "m.last")
                .node("Slice", "m.columns", "km.shape", "m.before", "m.last")
                .node("Concat", "m.size", List.of("m.rows", "m.columns"), axis(0))
                .constant("m.one", new float[] {1}, 1)
                .node("Expand", "m.ones", "m.one", "m.size")
                .node("Trilu", "m.triangle", List.of("m.ones"), Map.of("upper", whole(0)))
                .constant("m.zero", new float[] {0}, 1)
                .node("Equal", "m.later", "m.triangle", "m.zero")
                .constant("m.hidden", new float[] {HIDDEN}, 1)
                .node("Where", "m", "m.later", "m.hidden", "m.zero");
    }

    private static boolean[] seen() {
        boolean[] seen = new boolean[POSITIONS * POSITIONS];
        for (int at = 0; at < seen.length; at++) {
            seen[at] = at % POSITIONS <= at / POSITIONS;
        }
        return seen;
    }

    private String script(Style style) {
        computedScale();
        boolean masked = style != Style.SCRIPT;
        if (style == Style.SCRIPT_CAUSAL) {
            computedTriangle();
        } else if (masked) {
            boolean[] mask = seen();
            mask[1] = true;
            mask[9] = true;
            graph.truths("mask", mask, 1, 1, POSITIONS, POSITIONS)
                    .constant("m.zero", new float[] {0}, 1)
                    .constant("m.hidden", new float[] {HIDDEN}, 1)
                    .node("Where", "m", "mask", "m.zero", "m.hidden");
        }
        graph.node("Transpose", "kt", List.of("kh"), perm(0L, 1L, 3L, 2L))
                .node("Sqrt", "q.half", "q.scale")
                .node("Mul", "qs", "qh", "q.half")
                .node("Sqrt", "k.half", "q.scale")
                .node("Mul", "ks", "kt", "k.half")
                .node("MatMul", "scores", "qs", "ks");
        if (masked) {
            graph.node("Add", "masked", "scores", "m");
        }
        graph.node("Softmax", "p", List.of(masked ? "masked" : "scores"), axis(-1));
        if (style == Style.SCRIPT_MASK_CHECKED) {
            graph.node("IsNaN", "p.none", "p").node("Where", "p.all", "p.none", "m.zero", "p");
            return "p.all";
        }
        return "p";
    }

    private String dynamo(Style style) {
        if (style == Style.DYNAMO_FOLDED) {
            graph.list("k.flat", -1, POSITIONS, HEAD)
                    .list("k.apart", 1, HEADS, HEAD, POSITIONS)
                    .constant("q.half", new float[] {(float) Math.sqrt(0.5)});
        } else {
            graph.node("Shape", "q.shape", "qh")
                    .index("q.last", -1)
                    .node("Gather", "q.width", List.of("q.shape", "q.last"), axis(0))
                    .node("Cast", "q.number", List.of("q.width"), Map.of("to", whole(1)))
                    .node("Sqrt", "q.root", "q.number")
                    .constant("one", new float[] {1})
                    .node("Div", "q.scale", "one", "q.root")
                    .node("Sqrt", "q.half", "q.scale")
                    .node("Shape", "k.shape", "kh")
                    .list("k.last", -1)
                    .list("k.end", Long.MAX_VALUE)
                    .list("k.before", -2)
                    .list("k.start", 0)
                    .node("Slice", "k.width", "k.shape", "k.last", "k.end")
                    .node("Slice", "k.count", "k.shape", "k.before", "k.last")
                    .node("Slice", "k.first", "k.shape", "k.start", "k.before")
                    .list("k.any", -1)
                    .node("Concat", "k.flat", List.of("k.any", "k.count", "k.width"), axis(0))
                    .node("Concat", "k.apart", List.of("k.first", "k.width", "k.count"), axis(0));
        }
        graph.node("Reshape", "k3", "kh", "k.flat").node("Transpose", "k3t", List.of("k3"), perm(0L, 2L, 1L));
        if (style == Style.DYNAMO_FOLDED) {
            graph.list("k.rest", 0, 0, 0, 0).list("k.open", -1, HEADS, HEAD, POSITIONS);
        }
        graph.node("Reshape", "kt", "k3t", style == Style.DYNAMO_FOLDED ? "k.open" : "k.apart")
                .node("Mul", "qs", "qh", "q.half")
                .node("Mul", "ks", "kt", "q.half")
                .node("MatMul", "scores", "qs", "ks");
        if (style == Style.DYNAMO_CAUSAL) {
            computedTriangle();
            graph.node("Add", "masked", "scores", "m");
        }
        graph.node("Softmax", "p", List.of(style == Style.DYNAMO_CAUSAL ? "masked" : "scores"), axis(-1));
        return "p";
    }

    private String byHand(Style style) {
        boolean[] hidden = new boolean[POSITIONS * POSITIONS];
        for (int at = 0; at < hidden.length; at++) {
            hidden[at] = !seen()[at];
        }
        graph.node("Transpose", "kt", List.of("kh"), perm(0L, 1L, 3L, 2L));
        if (style == Style.DIVIDED) {
            graph.constant("root", new float[] {2})
                    .node("Div", "qd", "qh", "root")
                    .node("MatMul", "scores", "qd", "kt")
                    .node("Softmax", "p", List.of("scores"), axis(3));
            return "p";
        }
        graph.node("MatMul", "product", "qh", "kt");
        switch (style) {
            case FILLED ->
                graph.constant("half", new float[] {0.5f})
                        .node("Mul", "scores", "product", "half")
                        .truths("later", hidden, 1, 1, POSITIONS, POSITIONS)
                        .constant("hiding", new float[] {HIDDEN})
                        .node("Where", "masked", "later", "hiding", "scores");
            case CHOSEN -> {
                boolean[] all = new boolean[49];
                for (int at = 0; at < 49; at++) {
                    all[at] = at % 7 <= at / 7;
                }
                graph.constant("root", new float[] {2})
                        .node("Div", "scores", "product", "root")
                        .truths("bias", all, 1, 1, 7, 7)
                        .list("0", 0)
                        .list("5", POSITIONS)
                        .list("2", 2)
                        .list("3", 3)
                        .node("Slice", "rows_of_bias", "bias", "0", "5", "2")
                        .node("Slice", "part", "rows_of_bias", "0", "5", "3")
                        .node("Cast", "seen", List.of("part"), Map.of("to", whole(9)))
                        .constant("least", new float[] {-Float.MAX_VALUE})
                        .node("Where", "masked", "seen", "scores", "least");
            }
            default ->
                graph.constant("root", new float[] {2})
                        .node("Div", "scores", "product", "root")
                        .node("Shape", "e.shape", "x")
                        .list("e.0", 0)
                        .list("e.2", 2)
                        .node("Slice", "e.to", "e.shape", "e.0", "e.2")
                        .constant("e.one", new float[] {1}, 1)
                        .node("Expand", "e.ones", "e.one", "e.to")
                        .list("e.1", 1)
                        .node("Unsqueeze", "e.3", "e.ones", "e.1")
                        .node("Unsqueeze", "e.4", "e.3", "e.2")
                        .constant("e.number", new float[] {1})
                        .node("Sub", "e.inverse", "e.number", "e.4")
                        .constant("e.least", new float[] {-Float.MAX_VALUE})
                        .node("Mul", "e.mask", "e.inverse", "e.least")
                        .node("Add", "masked", "scores", "e.mask");
        }
        graph.node("Softmax", "p", List.of("masked"), axis(-1));
        return "p";
    }

    private String module(Style style, String x) {
        graph.node("Transpose", "first", List.of(x), perm(1L, 0L, 2L));
        linear("in_proj", "first", WIDTH, 3 * WIDTH);
        graph.node("Shape", "i.shape", "in_proj")
                .list("i.0", 0)
                .list("i.2", 2)
                .node("Slice", "i.front", "i.shape", "i.0", "i.2")
                .list("i.parts", 3, WIDTH)
                .node("Concat", "i.to", List.of("i.front", "i.parts"), axis(0))
                .node("Reshape", "i4", "in_proj", "i.to")
                .node("Unsqueeze", "i5", "i4", "i.0")
                .node("Transpose", "it", List.of("i5"), perm(3L, 1L, 2L, 0L, 4L))
                .list("i.3", 3)
                .node("Squeeze", "i3", "it", "i.3")
                .index("part0", 0)
                .index("part1", 1)
                .index("part2", 2)
                .list("beside", POSITIONS, -1, HEAD)
                .list("heads", -1, HEADS, POSITIONS, HEAD);
        for (int part = 0; part < 3; part++) {
            graph.node("Gather", "m" + part, List.of("i3", "part" + part), axis(0))
                    .node("Reshape", "m" + part + ".b", "m" + part, "beside")
                    .node("Transpose", "m" + part + ".t", List.of("m" + part + ".b"), perm(1L, 0L, 2L));
            if (style == Style.MODULE) {
                graph.node("Reshape", "m" + part + ".h", "m" + part + ".t", "heads");
            }
        }
        if (style == Style.MODULE) {
            graph.node("Transpose", "kt", List.of("m1.h"), perm(0L, 1L, 3L, 2L))
                    .constant("half", new float[] {(float) Math.sqrt(0.5)}, 1)
                    .node("Mul", "qs", "m0.h", "half")
                    .node("Mul", "ks", "kt", "half")
                    .node("MatMul", "scores", "qs", "ks")
                    .node("Softmax", "p", List.of("scores"), axis(-1))
                    .node("MatMul", "attended", "p", "m2.h")
                    .node("Transpose", "back", List.of("attended"), perm(2L, 0L, 1L, 3L));
        } else {
            graph.constant("half", new float[] {0.5f})
                    .node("Mul", "qs", "m0.t", "half")
                    .node("Transpose", "kt", List.of("m1.t"), perm(0L, 2L, 1L))
                    .node("MatMul", "scores", "qs", "kt")
                    .node("Softmax", "p", List.of("scores"), axis(-1))
                    .node("MatMul", "attended", "p", "m2.t")
                    .node("Transpose", "back", List.of("attended"), perm(1L, 0L, 2L));
        }
        graph.list("flat", -1, WIDTH)
                .node("Reshape", "rows", "back", "flat")
                .weight("out.weight", WIDTH, WIDTH)
                .weight("out.bias", WIDTH)
                .node("Gemm", "out", List.of("rows", "out.weight", "out.bias"), Map.of("transB", whole(1)))
                .list("apart", POSITIONS, -1, WIDTH)
                .node("Reshape", "out3", "out", "apart")
                .node("Transpose", "joint", List.of("out3"), perm(1L, 0L, 2L));
        return "joint";
    }
}
