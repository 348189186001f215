package dev.evenkeel.formats.onnx.export;

import dev.evenkeel.formats.onnx.file.NodeProto;
import dev.evenkeel.formats.onnx.file.TensorProto;
import dev.evenkeel.formats.onnx.problem.OnnxException;
import dev.evenkeel.network.Network;
import dev.evenkeel.tensor.Shape;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The nodes and constants of a graph under way. Every name is given once. */
final class GraphBuilder {
    private final int opset;
    private final long mostNumbers;
    private final List<NodeProto> nodes = new ArrayList<>();
    private final Map<String, TensorProto> initializers = new LinkedHashMap<>();
    private final Set<String> taken;
    private final Map<Value, Value> channelsLast = new HashMap<>();
    private final Map<Value, Value> channelsFirst = new HashMap<>();
    private final Map<Value, Value> repeated = new HashMap<>();

    /**
     * @param reserved names that only {@link #tensor} may give
     * @param mostNumbers how many numbers a constant of equal ones may have
     */
    GraphBuilder(int opset, Set<String> reserved, long mostNumbers) {
        this.opset = opset;
        this.mostNumbers = mostNumbers;
        taken = new HashSet<>(reserved);
    }

    /** The version of the operators that may be used. */
    int opset() {
        return opset;
    }

    List<NodeProto> nodes() {
        return nodes;
    }

    List<TensorProto> initializers() {
        return List.copyOf(initializers.values());
    }

    /** Adds a node under a name like {@code wanted}, whose only output has that name too. */
    String node(String wanted, String operator, Attributes attributes, List<String> inputs) {
        String name = free(wanted);
        nodes.add(new NodeProto(name, "", operator, inputs, List.of(name), attributes.byName()));
        return name;
    }

    private String free(String wanted) {
        String name = wanted;
        for (int count = 1; !taken.add(name); count++) {
            name = wanted + "_" + count;
        }
        return name;
    }

    /** A constant under a reserved name. */
    String tensor(String name, List<Long> extents, float[] values) {
        initializers.put(name, TensorProto.ofFloats(name, extents, values));
        return name;
    }

    /** A constant under a name like {@code wanted}. */
    String floats(String wanted, List<Long> extents, float... values) {
        return tensor(free(wanted), extents, values);
    }

    /** A constant of equal numbers under a name like {@code wanted}. */
    String filled(String wanted, List<Long> extents, float number) {
        long count = extents.stream().reduce(1L, Math::multiplyExact);
        if (count > mostNumbers) {
            throw new OnnxException(
                    "'" + wanted + "' needs " + extents + " numbers, but only " + mostNumbers + " may come");
        }
        float[] values = new float[Math.toIntExact(count)];
        Arrays.fill(values, number);
        return floats(wanted, extents, values);
    }

    /** A list of whole numbers under a name like {@code wanted}. */
    String longs(String wanted, long... values) {
        String name = free(wanted);
        initializers.put(name, TensorProto.ofLongs(name, values));
        return name;
    }

    /** The value with channels last, and features in this library's order. */
    Value channelsLast(Value value) {
        if (value.order().equals(Order.CHANNELS_LAST)) {
            return value;
        }
        return channelsLast.computeIfAbsent(value, this::toChannelsLast);
    }

    private Value toChannelsLast(Value value) {
        String wanted = value.name() + "/channels_last";
        String name;
        if (value.order().axes() == Order.Axes.FEATURES) {
            String indices = longs(wanted + "/indices", value.order().theirs());
            name = node(wanted, "Gather", Attributes.NONE.whole("axis", 1), List.of(value.name(), indices));
        } else {
            int rank = value.shape().rank();
            List<Long> axes = new ArrayList<>(List.of(0L));
            for (long axis = 2; axis <= rank; axis++) {
                axes.add(axis);
            }
            axes.add(1L);
            name = node(wanted, "Transpose", Attributes.NONE.wholes("perm", axes), List.of(value.name()));
        }
        return new Value(name, value.shape(), Order.CHANNELS_LAST, value.batch());
    }

    /** The value with channels first, if it has two axes or more. */
    Value channelsFirst(Value value) {
        if (value.order().isChannelsFirst() || value.shape().rank() < 2) {
            return value;
        }
        return channelsFirst.computeIfAbsent(value, this::toChannelsFirst);
    }

    private Value toChannelsFirst(Value value) {
        long rank = value.shape().rank();
        List<Long> axes = new ArrayList<>(List.of(0L, rank));
        for (long axis = 1; axis < rank; axis++) {
            axes.add(axis);
        }
        String name = node(
                value.name() + "/channels_first",
                "Transpose",
                Attributes.NONE.wholes("perm", axes),
                List.of(value.name()));
        return new Value(name, value.shape(), Order.CHANNELS_FIRST, value.batch());
    }

    /** The value with one for each example. */
    Value forEachExample(Value value) {
        return value.batch() == Value.Batch.EXAMPLES ? value : repeated.computeIfAbsent(value, this::repeat);
    }

    private Value repeat(Value value) {
        String wanted = value.name() + "/repeated";
        String batch = node(
                wanted + "/batch", "Shape", Attributes.NONE.whole("start", 0).whole("end", 1), List.of(Network.INPUT));
        String others = longs(
                wanted + "/extents",
                value.order().extents(value.shape()).stream()
                        .mapToLong(Long::longValue)
                        .toArray());
        String extents = node(wanted + "/all", "Concat", Attributes.NONE.whole("axis", 0), List.of(batch, others));
        String name = node(wanted, "Expand", Attributes.NONE, List.of(value.name(), extents));
        return new Value(name, value.shape(), value.order());
    }

    /** The value as an example of another shape of the same size, in row-major order with channels last. */
    Value reshaped(Value given, Shape shape, String wanted) {
        if (given.shape().equals(shape)) {
            return given;
        }
        Value value = forEachExample(given);
        if (shape.rank() == 1) {
            String flat = node(wanted, "Flatten", Attributes.NONE.whole("axis", 1), List.of(value.name()));
            return new Value(flat, shape, value.order().flattened(value.shape()));
        }
        Value last = channelsLast(value);
        return new Value(reshape(last.name(), wanted, Order.CHANNELS_LAST.extents(shape)), shape, Order.CHANNELS_LAST);
    }

    /** A value with other extents behind the batch. */
    String reshape(String value, String wanted, List<Long> extents) {
        long[] all = new long[extents.size() + 1];
        for (int axis = 0; axis < extents.size(); axis++) {
            all[axis + 1] = extents.get(axis);
        }
        return node(wanted, "Reshape", Attributes.NONE, List.of(value, longs(wanted + "/extents", all)));
    }
}
