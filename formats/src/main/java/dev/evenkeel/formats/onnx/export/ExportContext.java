package dev.evenkeel.formats.onnx.export;

import dev.evenkeel.EvenkeelException;
import dev.evenkeel.formats.onnx.file.TensorProto;
import dev.evenkeel.formats.onnx.problem.OnnxException;
import dev.evenkeel.tensor.Shape;
import dev.evenkeel.tensor.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;

/** Where a layer stands in a graph under way: its inputs and its tensors, and the names of what it writes. */
final class ExportContext {
    private final GraphBuilder graph;
    private final String name;
    private final String word;
    private final List<Value> inputs;
    private final Shape outputShape;
    private final Function<String, Tensor> tensors;

    /**
     * @param word the layer's, for messages
     * @param tensors the layer's tensors by their names within it
     */
    ExportContext(
            GraphBuilder graph,
            String name,
            String word,
            List<Value> inputs,
            Shape outputShape,
            Function<String, Tensor> tensors) {
        this.graph = graph;
        this.name = name;
        this.word = word;
        this.inputs = inputs;
        this.outputShape = outputShape;
        this.tensors = tensors;
    }

    int opset() {
        return graph.opset();
    }

    /** The only input, or the first, in whatever order it comes. */
    Value input() {
        return graph.forEachExample(inputs.get(0));
    }

    List<Value> inputs() {
        return inputs.stream().map(graph::forEachExample).toList();
    }

    /** All inputs with channels last; what is one for all examples stays so. */
    List<Value> inputsChannelsLast() {
        return inputs.stream().map(graph::channelsLast).toList();
    }

    Shape outputShape() {
        return outputShape;
    }

    /** The only input with channels last. */
    Value channelsLast() {
        return graph.channelsLast(input());
    }

    /** The only input with channels first if it has two axes or more, and features in this library's order. */
    Value channelsFirst() {
        return input().shape().rank() < 2 ? channelsLast() : graph.channelsFirst(input());
    }

    /** All inputs, of as many axes each, in one order: channels first if one of them is. */
    List<Value> inputsInOneOrder() {
        return inOneOrder(inputs());
    }

    private List<Value> inOneOrder(List<Value> values) {
        List<Order> orders = values.stream().map(Value::order).distinct().toList();
        if (orders.size() == 1) {
            return values;
        }
        return values.stream()
                .map(value ->
                        orders.contains(Order.CHANNELS_FIRST) ? graph.channelsFirst(value) : graph.channelsLast(value))
                .toList();
    }

    /**
     * All inputs in one order, with as many axes as the output: those that an input lacks are put before its own. A value
     * for all examples stays one, beside one of each example.
     */
    List<Value> alignedInputs() {
        return inOneOrder(aligned());
    }

    /** As {@link #alignedInputs}, with channels last. */
    List<Value> alignedInputsChannelsLast() {
        return aligned().stream().map(graph::channelsLast).toList();
    }

    private List<Value> aligned() {
        return repeatable().stream()
                .map(value -> withAxes(value, outputShape.rank()))
                .toList();
    }

    private List<Value> repeatable() {
        return inputs.stream().allMatch(value -> value.batch() == Value.Batch.ONE) ? inputs() : inputs;
    }

    /** A value with axes of extent 1 before its own, so that it has {@code rank} of them. */
    Value withAxes(Value value, int rank) {
        int added = rank - value.shape().rank();
        if (added == 0) {
            return value;
        }
        Value last = graph.channelsLast(value);
        int[] extents = ones(rank);
        System.arraycopy(value.shape().toArray(), 0, extents, added, rank - added);
        Shape longer = Shape.of(extents);
        String reshaped = reshape(last.name(), Order.CHANNELS_LAST.extents(longer));
        return new Value(reshaped, longer, Order.CHANNELS_LAST, value.batch());
    }

    /** A tensor of the layer by its name within it. */
    Tensor tensor(String tensor) {
        return tensors.apply(tensor);
    }

    /** A tensor of the layer as a constant of the graph, with these extents and values. */
    String constant(String tensor, List<Long> extents, float[] values) {
        return graph.tensor(name + "." + tensor, extents, values);
    }

    /** Whether the graph has a constant of this name, these extents and the bits of these values already. */
    boolean hasConstant(String fullName, List<Long> extents, float[] values) {
        return graph.initializers().stream()
                .anyMatch(tensor -> tensor.name().equals(fullName)
                        && tensor.equals(TensorProto.ofFloats(fullName, extents, values)));
    }

    /** A tensor with a value for each channel of x, arranged as those are, as a list. */
    String perChannel(String tensor, Value x) {
        float[] values = x.order().arranged(1, tensor(tensor).toArray());
        return constant(tensor, List.of((long) values.length), values);
    }

    /** A tensor with a value for each channel of x, arranged as those are, with extents that repeat it at all positions. */
    String alongChannels(String tensor, Value x) {
        float[] values = x.order().arranged(1, tensor(tensor).toArray());
        return constant(tensor, broadcast(values.length, x), values);
    }

    /** The extents that let {@code channels} values stand for the channels of x at all positions. */
    static List<Long> broadcast(int channels, Value x) {
        return x.order().extents(Shape.of(ones(x.shape().rank())).withChannels(channels)).stream()
                .skip(x.order().isChannelsFirst() ? 0 : x.shape().rank() - 1L)
                .toList();
    }

    private static int[] ones(int rank) {
        int[] ones = new int[rank];
        Arrays.fill(ones, 1);
        return ones;
    }

    /** A constant of equal numbers. */
    String filled(String wanted, List<Long> extents, float number) {
        return graph.filled(name + "/" + wanted, extents, number);
    }

    /** A list of {@code count} equal numbers. */
    String repeated(String wanted, int count, float number) {
        return filled(wanted, List.of((long) count), number);
    }

    String floats(String wanted, List<Long> extents, float... values) {
        return graph.floats(name + "/" + wanted, extents, values);
    }

    String number(String wanted, float value) {
        return graph.floats(name + "/" + wanted, List.of(), value);
    }

    String longs(String wanted, long... values) {
        return graph.longs(name + "/" + wanted, values);
    }

    /** Adds a node on the way to the layer's result. */
    String inner(String operator, Attributes attributes, String... reads) {
        return graph.node(name + "/" + operator, operator, attributes, List.of(reads));
    }

    String inner(String operator, String... reads) {
        return inner(operator, Attributes.NONE, reads);
    }

    /** Adds a node on the way that gives {@code value} other extents behind the batch. */
    String reshape(String value, List<Long> extents) {
        return graph.reshape(value, name + "/Reshape", extents);
    }

    /** Adds the node that computes the layer's result, named as the layer. */
    Value result(Order order, String operator, Attributes attributes, String... reads) {
        return new Value(graph.node(name, operator, attributes, List.of(reads)), outputShape, order);
    }

    Value result(Order order, String operator, String... reads) {
        return result(order, operator, Attributes.NONE, reads);
    }

    /** The input under the output's shape. */
    Value reshaped() {
        return graph.reshaped(input(), outputShape, name);
    }

    /** {@code first operator second operator ...}, the last under the layer's name. */
    Value chain(Order order, String operator, List<String> reads) {
        List<String> left = new ArrayList<>(reads);
        while (left.size() > 2) {
            left.set(0, inner(operator, left.get(0), left.remove(1)));
        }
        return result(order, operator, left.get(0), left.get(1));
    }

    /** The error for a layer that ONNX cannot express. */
    OnnxException cannot(String reason) {
        return new OnnxException(word + " " + EvenkeelException.quoted(name) + " cannot be written to ONNX: " + reason);
    }
}
