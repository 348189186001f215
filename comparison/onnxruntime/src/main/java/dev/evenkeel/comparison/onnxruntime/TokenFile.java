package dev.evenkeel.comparison.onnxruntime;

import dev.evenkeel.comparison.network.LanguageModel;
import dev.evenkeel.comparison.value.Layouts;
import dev.evenkeel.comparison.value.Values;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The language model for one token as the bytes of an ONNX model. Keys and values of the tokens before are inputs, those with
 * the new one outputs.
 */
final class TokenFile {
    static final String TOKEN = "token";
    static final String POSITION = "position";
    static final String SCORES = "scores";
    static final String LENGTH_BEFORE = "seqlens_k";
    static final String LENGTH = "total_sequence_length";

    private static final int FLOAT = 1;
    private static final int INT32 = 6;
    private static final int INT64 = 7;
    private static final int WIDTH = LanguageModel.WIDTH;
    private static final String CONTRIBUTED = "com.microsoft";

    private final LanguageModel model = LanguageModel.draw();
    private final Form form;
    private final Message graph = new Message();
    private int count;
    private String latest = "";

    /** How attention is exported. */
    enum Form {
        /** As products and a softmax. */
        DECOMPOSED,
        /** As ONNX's Attention of opset 23. */
        ATTENTION,
        /** As ONNX Runtime's MultiHeadAttention. */
        MULTI_HEAD,
        /** As ONNX Runtime's GroupQueryAttention, which writes into the keys and values it read, and sums as it normalises. */
        GROUP_QUERY;

        boolean writesInPlace() {
            return this == GROUP_QUERY;
        }
    }

    private TokenFile(Form form) {
        this.form = form;
    }

    static byte[] of(Form form) {
        TokenFile file = new TokenFile(form);
        file.interfaces();
        file.nodes();
        return new Message()
                .number(1, 10)
                .text(2, "evenkeel-comparison")
                .message(7, file.graph)
                .message(8, new Message().text(1, "").number(2, 23))
                .message(8, new Message().text(1, CONTRIBUTED).number(2, 1))
                .toBytes();
    }

    /** The names of keys and values of all blocks, as they come in or go out. */
    static List<String> caches(String when) {
        List<String> names = new ArrayList<>();
        for (int block = 0; block < LanguageModel.BLOCKS; block++) {
            names.add(cache(when, "key", block));
            names.add(cache(when, "value", block));
        }
        return names;
    }

    private static String cache(String when, String what, int block) {
        return when + "_" + what + block;
    }

    private void interfaces() {
        graph.text(2, LanguageModel.NAME)
                .message(11, value(TOKEN, INT64, "1"))
                .message(11, value(POSITION, INT64, "1"))
                .message(12, value(SCORES, FLOAT, "1", "" + LanguageModel.TOKENS));
        if (form == Form.GROUP_QUERY) {
            graph.message(11, value(LENGTH_BEFORE, INT32, "1")).message(11, value(LENGTH, INT32));
        }
        String heads = "" + LanguageModel.HEADS;
        String width = "" + LanguageModel.HEAD_WIDTH;
        for (String name : caches("past")) {
            graph.message(11, value(name, FLOAT, "1", heads, "past", width));
        }
        for (String name : caches("present")) {
            graph.message(12, value(name, FLOAT, "1", heads, "present", width));
        }
    }

    private void nodes() {
        String x = node(
                "Add",
                node("Gather", weight("embedding.weight", LanguageModel.TOKENS), TOKEN),
                node("Gather", weight("positions.weight", LanguageModel.CONTEXT), POSITION));
        String normed = norm(norm1(0), x);
        for (int block = 0; block < LanguageModel.BLOCKS; block++) {
            String name = "blocks." + block;
            x = sum(name + ".norm2", x, attention(block, normed));
            normed = latest;
            String hidden = node("Gelu", linear(name + ".mlp.fc1", normed, WIDTH));
            x = sum(norm1(block + 1), x, linear(name + ".mlp.fc2", hidden, 4 * WIDTH));
            normed = latest;
        }
        write("Gemm", List.of(normed, matrix("head.weight", WIDTH)), List.of(SCORES));
    }

    private static String norm1(int block) {
        return block < LanguageModel.BLOCKS ? "blocks." + block + ".norm1" : "norm";
    }

    /** The sum of two values; leaves its normalization as the latest value. */
    private String sum(String norm, String x, String branch) {
        if (form != Form.GROUP_QUERY) {
            String sum = node("Add", x, branch);
            latest = norm(norm, sum);
            return sum;
        }
        String sum = fresh();
        latest = fresh();
        contributed(
                "SkipLayerNormalization",
                List.of(x, branch, tensor(norm + ".weight", model.get(norm + ".weight")), bias(norm)),
                List.of(latest, "", "", sum),
                new Message().text(1, "epsilon").real(2, (float) Values.EPSILON).number(20, 1));
        return sum;
    }

    private String attention(int block, String x) {
        String name = "blocks." + block + ".attention";
        String packed = linear(name + ".qkv", x, WIDTH);
        String y = switch (form) {
            case DECOMPOSED -> decomposed(block, packed);
            case ATTENTION -> attended(block, packed);
            case MULTI_HEAD -> multiHead(block, packed);
            case GROUP_QUERY -> grouped(block, packed);
        };
        return linear(name + ".proj", reshape(y, 1, WIDTH), WIDTH);
    }

    private String decomposed(int block, String packed) {
        List<String> parts = split(packed);
        long[] heads = {1, LanguageModel.HEADS, 1, LanguageModel.HEAD_WIDTH};
        String keys = concat(block, "key", reshape(parts.get(1), heads));
        String values = concat(block, "value", reshape(parts.get(2), heads));
        String turned = fresh();
        write(
                "Transpose",
                List.of(keys),
                List.of(turned),
                new Message().text(1, "perm").numbers(8, 0, 1, 3, 2).number(20, 7));
        String scale = tensor("scale" + block, new float[] {(float) (1 / Math.sqrt(LanguageModel.HEAD_WIDTH))});
        String scores = node("Mul", node("MatMul", reshape(parts.get(0), heads), turned), scale);
        return node("MatMul", node("Softmax", scores), values);
    }

    private String concat(int block, String what, String one) {
        String all = cache("present", what, block);
        write("Concat", List.of(cache("past", what, block), one), List.of(all), OnnxFile.integer("axis", 2));
        return all;
    }

    private String attended(int block, String packed) {
        List<String> inputs = rows(packed);
        inputs.add("");
        inputs.addAll(caches("past").subList(2 * block, 2 * block + 2));
        String y = fresh();
        write(
                "Attention",
                inputs,
                outputs(y, block),
                OnnxFile.integer("q_num_heads", LanguageModel.HEADS),
                OnnxFile.integer("kv_num_heads", LanguageModel.HEADS));
        return y;
    }

    private String multiHead(int block, String packed) {
        List<String> inputs = rows(packed);
        inputs.addAll(List.of("", "", ""));
        inputs.addAll(caches("past").subList(2 * block, 2 * block + 2));
        String y = fresh();
        contributed(
                "MultiHeadAttention", inputs, outputs(y, block), OnnxFile.integer("num_heads", LanguageModel.HEADS));
        return y;
    }

    private String grouped(int block, String packed) {
        List<String> inputs = new ArrayList<>(List.of(reshape(packed, 1, 1, 3L * WIDTH), "", ""));
        inputs.addAll(caches("past").subList(2 * block, 2 * block + 2));
        inputs.addAll(List.of(LENGTH_BEFORE, LENGTH));
        String y = fresh();
        contributed(
                "GroupQueryAttention",
                inputs,
                outputs(y, block),
                OnnxFile.integer("num_heads", LanguageModel.HEADS),
                OnnxFile.integer("kv_num_heads", LanguageModel.HEADS));
        return y;
    }

    private static List<String> outputs(String y, int block) {
        return List.of(y, cache("present", "key", block), cache("present", "value", block));
    }

    private List<String> rows(String packed) {
        List<String> rows = new ArrayList<>();
        split(packed).forEach(part -> rows.add(reshape(part, 1, 1, WIDTH)));
        return rows;
    }

    private List<String> split(String packed) {
        List<String> parts = List.of(fresh(), fresh(), fresh());
        write("Split", List.of(packed), parts, OnnxFile.integer("axis", 1), OnnxFile.integer("num_outputs", 3));
        return parts;
    }

    private String norm(String name, String x) {
        return node("LayerNormalization", x, tensor(name + ".weight", model.get(name + ".weight")), bias(name));
    }

    private String linear(String name, String x, int inputs) {
        return node("Gemm", x, matrix(name + ".weight", inputs), bias(name));
    }

    private String bias(String name) {
        return tensor(name + ".bias", model.get(name + ".bias"));
    }

    /** A weight turned to {@code [inputs, outputs]}, as Gemm reads it. */
    private String matrix(String name, int inputs) {
        float[] values = model.get(name);
        int outputs = values.length / inputs;
        return tensor(name, Layouts.transpose(values, outputs, inputs), inputs, outputs);
    }

    private String weight(String name, int rows) {
        float[] values = model.get(name);
        return tensor(name, values, rows, values.length / rows);
    }

    private String tensor(String name, float[] values) {
        return tensor(name, values, values.length);
    }

    private String tensor(String name, float[] values, long... extents) {
        graph.message(
                5,
                new Message().numbers(1, extents).number(2, FLOAT).text(8, name).floats(9, values));
        return name;
    }

    private String reshape(String x, long... extents) {
        String shape = "shape" + count;
        graph.message(
                5,
                new Message()
                        .number(1, extents.length)
                        .number(2, INT64)
                        .numbers(7, extents)
                        .text(8, shape));
        return node("Reshape", x, shape);
    }

    private String node(String operator, String... inputs) {
        String output = fresh();
        write(operator, Arrays.asList(inputs), List.of(output));
        return output;
    }

    private String fresh() {
        count++;
        return "value" + count;
    }

    private void write(String operator, List<String> inputs, List<String> outputs, Message... attributes) {
        graph.message(1, describe(operator, inputs, outputs, attributes));
    }

    private void contributed(String operator, List<String> inputs, List<String> outputs, Message... attributes) {
        graph.message(1, describe(operator, inputs, outputs, attributes).text(7, CONTRIBUTED));
    }

    private static Message describe(String operator, List<String> inputs, List<String> outputs, Message... attributes) {
        Message node = new Message();
        inputs.forEach(input -> node.text(1, input));
        outputs.forEach(output -> node.text(2, output));
        node.text(4, operator);
        for (Message attribute : attributes) {
            node.message(5, attribute);
        }
        return node;
    }

    private static Message value(String name, int type, String... extents) {
        Message shape = new Message();
        for (String extent : extents) {
            boolean known = Character.isDigit(extent.charAt(0));
            shape.message(1, known ? new Message().number(1, Long.parseLong(extent)) : new Message().text(2, extent));
        }
        Message tensor = new Message().number(1, type).message(2, shape);
        return new Message().text(1, name).message(2, new Message().message(1, tensor));
    }
}
