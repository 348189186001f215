package dev.evenkeel.formats.onnx;

import dev.evenkeel.formats.onnx.file.AttributeProto;
import dev.evenkeel.formats.onnx.file.ElementType;
import dev.evenkeel.formats.onnx.file.GraphProto;
import dev.evenkeel.formats.onnx.file.ModelProto;
import dev.evenkeel.formats.onnx.file.NodeProto;
import dev.evenkeel.formats.onnx.file.TensorProto;
import dev.evenkeel.formats.onnx.file.ValueProto;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.stream.LongStream;

/** Small files, made node by node; the last node's first output is the file's. */
final class Graphs {
    private final List<NodeProto> nodes = new ArrayList<>();
    private final List<TensorProto> initializers = new ArrayList<>();
    private final List<ValueProto> outputs = new ArrayList<>();
    private final Random random = new Random(5);
    private final ValueProto input;
    private long operatorSet = 17;

    private Graphs(ValueProto input) {
        this.input = input;
    }

    /** A file whose input {@code x} has these extents; -1 for one that is left open. */
    static Graphs of(long... extents) {
        List<ValueProto.Extent> axes = LongStream.of(extents)
                .mapToObj(extent -> extent < 0 ? ValueProto.Extent.named("batch") : ValueProto.Extent.of(extent))
                .toList();
        return new Graphs(new ValueProto("x", ElementType.FLOAT, Optional.of(axes)));
    }

    Graphs operatorSet(long version) {
        operatorSet = version;
        return this;
    }

    /** Random weights under a name. */
    Graphs weight(String name, long... extents) {
        float[] values = new float[(int) LongStream.of(extents).reduce(1, (a, b) -> a * b)];
        for (int at = 0; at < values.length; at++) {
            values[at] = (float) random.nextGaussian();
        }
        return tensor(name, values, extents);
    }

    Graphs tensor(String name, float[] values, long... extents) {
        initializers.add(
                TensorProto.ofFloats(name, LongStream.of(extents).boxed().toList(), values));
        return this;
    }

    Graphs tensor(TensorProto tensor) {
        initializers.add(tensor);
        return this;
    }

    Graphs longs(String name, long... values) {
        TensorProto list = TensorProto.ofLongs(name, values);
        initializers.add(list);
        return this;
    }

    /** A whole number of no axes. */
    Graphs scalar(String name, long value) {
        byte[] bytes = ByteBuffer.allocate(8)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putLong(value)
                .array();
        initializers.add(TensorProto.of(name, ElementType.INT64, List.of(), bytes));
        return this;
    }

    /** A {@code Constant} node of numbers, as exporters of Python programs write them. */
    Graphs constant(String name, float[] values, long... extents) {
        TensorProto tensor =
                TensorProto.ofFloats("", LongStream.of(extents).boxed().toList(), values);
        return node("Constant", name, List.of(), Map.of("value", new AttributeProto.OneTensor(tensor)));
    }

    /** A {@code Constant} node of a list of whole numbers. */
    Graphs list(String name, long... values) {
        TensorProto tensor = TensorProto.ofLongs("", values);
        return node("Constant", name, List.of(), Map.of("value", new AttributeProto.OneTensor(tensor)));
    }

    /** A {@code Constant} node of a whole number of no axes. */
    Graphs index(String name, long value) {
        byte[] bytes = ByteBuffer.allocate(8)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putLong(value)
                .array();
        TensorProto tensor = TensorProto.of("", ElementType.INT64, List.of(), bytes);
        return node("Constant", name, List.of(), Map.of("value", new AttributeProto.OneTensor(tensor)));
    }

    /** A tensor of truths. */
    Graphs truths(String name, boolean[] values, long... extents) {
        byte[] bytes = new byte[values.length];
        for (int at = 0; at < bytes.length; at++) {
            bytes[at] = (byte) (values[at] ? 1 : 0);
        }
        return tensor(TensorProto.of(
                name, ElementType.BOOL, LongStream.of(extents).boxed().toList(), bytes));
    }

    /** Whole numbers of a type. */
    Graphs indices(String name, ElementType type, List<Long> extents, long... values) {
        ByteBuffer bytes = ByteBuffer.allocate(type.bytes() * values.length).order(ByteOrder.LITTLE_ENDIAN);
        for (long value : values) {
            if (type == ElementType.INT32) {
                bytes.putInt((int) value);
            } else {
                bytes.putLong(value);
            }
        }
        initializers.add(TensorProto.of(name, type, extents, bytes.array()));
        return this;
    }

    /** A node {@code name} that gives a value of the same name. */
    Graphs node(String operator, String name, List<String> inputs, Map<String, AttributeProto> attributes) {
        nodes.add(new NodeProto(name, "", operator, inputs, List.of(name), new LinkedHashMap<>(attributes)));
        return this;
    }

    Graphs node(String operator, String name, String... inputs) {
        return node(operator, name, List.of(inputs), Map.of());
    }

    /** A node with several outputs, called as the first. */
    Graphs nodeWith(
            String operator, List<String> outputs, List<String> inputs, Map<String, AttributeProto> attributes) {
        nodes.add(new NodeProto(outputs.get(0), "", operator, inputs, outputs, new LinkedHashMap<>(attributes)));
        return this;
    }

    /** Makes a value an output of the file, instead of the last node's. */
    Graphs output(String name) {
        outputs.add(new ValueProto(name, ElementType.FLOAT, Optional.empty()));
        return this;
    }

    static AttributeProto whole(long value) {
        return new AttributeProto.Whole(value);
    }

    static AttributeProto real(float value) {
        return new AttributeProto.Real(value);
    }

    static AttributeProto text(String value) {
        return new AttributeProto.Text(value);
    }

    static AttributeProto wholes(Long... values) {
        return new AttributeProto.Wholes(List.of(values));
    }

    ModelProto file() {
        ValueProto last =
                new ValueProto(nodes.get(nodes.size() - 1).outputs().get(0), ElementType.FLOAT, Optional.empty());
        return new ModelProto(
                8,
                "test",
                List.of(new ModelProto.OperatorSet("", operatorSet)),
                new GraphProto(
                        "graph", nodes, initializers, List.of(input), outputs.isEmpty() ? List.of(last) : outputs),
                Map.of());
    }

    OnnxImport importing() {
        return OnnxImport.of("test.onnx", file());
    }
}
