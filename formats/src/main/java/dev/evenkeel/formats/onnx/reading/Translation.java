package dev.evenkeel.formats.onnx.reading;

import dev.evenkeel.EvenkeelException;
import dev.evenkeel.arithmetic.Constant;
import dev.evenkeel.formats.onnx.OnnxException;
import dev.evenkeel.layer.Layer;
import dev.evenkeel.layer.Parameter;
import dev.evenkeel.layer.Statistic;
import dev.evenkeel.model.Evidence;
import dev.evenkeel.network.Network;
import dev.evenkeel.rearrange.Reshape;
import dev.evenkeel.rearrange.Transpose;
import dev.evenkeel.tensor.Shape;
import dev.evenkeel.tensor.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.IntStream;

/** A graph on its way to a network: what its names stand for so far, and the layers and tensors made of it. */
final class Translation {
    /** What the first axis of the graph's input counts. */
    enum Batching {
        /** Examples, each computed alone. */
        EXAMPLES,
        /** Nothing special: all of the input is one example. */
        WHOLE
    }

    private final Batching batching;
    private final Network.Builder builder;
    private final Map<String, Value> values = new HashMap<>();
    private final Map<String, Shape> shapes = new HashMap<>();
    private final Map<String, Tensor> tensors = new LinkedHashMap<>();
    private final Map<String, Evidence> evidence = new LinkedHashMap<>();
    private final Map<String, NodeReader> trainingNodes = new LinkedHashMap<>();
    private final Needs needs;
    private final OptionalLong batch;
    private final LayerNames names = new LayerNames();
    private final Set<String> leftOut = new HashSet<>();
    private final List<String> remarks = new ArrayList<>();

    /** @param batch how many examples the file says there are */
    Translation(Batching batching, Flowing input, OptionalLong batch, Needs needs) {
        this.batching = batching;
        this.batch = batch;
        this.needs = needs;
        builder = Network.builder(input.shape());
        shapes.put(Network.INPUT, input.shape());
    }

    void define(String name, Value value) {
        values.put(name, value);
    }

    boolean isDefined(String name) {
        return values.containsKey(name);
    }

    Value value(NodeReader node, int index) {
        return value(node.input(index));
    }

    Value value(String name) {
        Value value = values.get(name);
        if (value == null) {
            throw new OnnxException("The value '" + name + "' has no content. Bind a tensor to it");
        }
        return value;
    }

    Optional<Value> optional(NodeReader node, int index) {
        return node.hasInput(index) ? Optional.of(value(node, index)) : Optional.empty();
    }

    /** A value of the network; constants become a node of their own. */
    Flowing flowing(NodeReader node, int index) {
        Value value = value(node, index);
        return value instanceof Flowing flowing ? flowing : constant(node, (Fixed) value);
    }

    Fixed fixed(NodeReader node, int index) {
        if (value(node, index) instanceof Fixed fixed) {
            return fixed;
        }
        throw node.unsupported("its input '" + node.input(index)
                + "' depends on the network's input, but only constants" + " are taken there");
    }

    Optional<Fixed> optionalFixed(NodeReader node, int index) {
        return node.hasInput(index) ? Optional.of(fixed(node, index)) : Optional.empty();
    }

    /** The only node that reads a value, unless the value is the network's output. */
    Optional<NodeReader> onlyReader(String name) {
        return needs.onlyReader(name);
    }

    List<NodeReader> readers(String name) {
        return needs.readers(name);
    }

    /** Whether a node reads a value, or it is the network's output. */
    boolean isWanted(String name) {
        return needs.isWanted(name);
    }

    /** Another node did this one's work. */
    void leaveOut(NodeReader node) {
        leftOut.add(node.output());
    }

    boolean isLeftOut(NodeReader node) {
        return node.output(0).filter(leftOut::contains).isPresent();
    }

    /** Whether an extent is that of the batch. */
    boolean isBatch(long extent) {
        return extent == Fixed.BATCH || (batch.isPresent() && batch.getAsLong() == extent);
    }

    /** A batch normalization that takes the statistics of its batch. */
    void normalizesBatch(String layer, NodeReader node) {
        trainingNodes.put(layer, node);
    }

    /** Something that a reader should know, in a sentence. */
    void remark(String sentence) {
        remarks.add(sentence);
    }

    List<String> remarks() {
        return remarks;
    }

    Map<String, NodeReader> trainingNodes() {
        return trainingNodes;
    }

    /** The value with each of its node's axes an axis of the file. */
    Flowing plain(NodeReader node, Flowing value) {
        return value.flattened().isPresent() ? fileOrder(node, value) : value;
    }

    /** An axis of a value's examples, from the node's axis, which counts from the batch's on and may be negative. */
    int axis(NodeReader node, long axis, Value value) {
        int rank = rank(value);
        long at = axis < 0 ? axis + rank : axis;
        if (at < 0 || at >= rank) {
            throw node.wrong("needs an axis between " + -rank + " and " + (rank - 1) + ", but " + axis + " came");
        }
        return exampleAxis(node, (int) at, value);
    }

    /** As {@link #axis} of an axis that is known to be there. */
    int exampleAxis(NodeReader node, int axis, Value value) {
        int at = axis - leading(value);
        if (at < 0) {
            throw across(node);
        }
        return at;
    }

    AcrossExamples across(NodeReader node) {
        return new AcrossExamples(node.title() + " works across the first axis, the batch's");
    }

    /** The axes in the file. */
    int rank(Value value) {
        return value.extents().length + leading(value);
    }

    /** How many axes of the file stand before an example's: 1 for what flows through a network of examples. */
    int leading(Value value) {
        return batching == Batching.EXAMPLES && value instanceof Flowing ? 1 : 0;
    }

    /** The extents of constants against an example's: without the batch's, of which there must be one. */
    Fixed perExample(NodeReader node, Fixed fixed, int rank) {
        int[] extents = fixed.extents();
        if (batching == Batching.EXAMPLES && extents.length == rank + 1) {
            if (extents[0] != 1) {
                throw across(node);
            }
            return fixed.reshaped(Arrays.copyOfRange(extents, 1, extents.length));
        }
        if (extents.length > rank) {
            throw node.unsupported(
                    "its constant '" + fixed.name() + "' has " + extents.length + " axes, more than the other input");
        }
        return fixed;
    }

    boolean isWhole() {
        return batching == Batching.WHOLE;
    }

    /** The value with its node's axes in another order; a node that moves them is added where that is needed. */
    Flowing ordered(NodeReader node, Flowing value, int[] order) {
        if (value.flattened().isEmpty() && Arrays.equals(value.order(), order)) {
            return value;
        }
        if (value.flattened().isPresent()) {
            Flowing.Flattened inner = value.flattened().get();
            Flowing apart = new Flowing(value.node(), inner.extents(), inner.order(), Optional.empty());
            Flowing opened = add(node, "open", new Reshape(apart.shape()), List.of(value), apart);
            Flowing turned = ordered(node, opened, Flowing.fileOrder(inner.extents().length));
            Flowing flat = Flowing.inFileOrder(value.node(), value.extents());
            return add(node, "flat", new Reshape(flat.shape()), List.of(turned), flat);
        }
        Flowing turned = new Flowing(value.node(), value.extents(), order, Optional.empty());
        List<Integer> moves = Arrays.stream(order).map(value::nodeAxis).boxed().toList();
        boolean keeps = isAscending(
                moves.stream().filter(axis -> value.shape().extent(axis) != 1).toList());
        return add(
                node,
                keeps ? "axes" : "order",
                keeps ? new Reshape(turned.shape()) : new Transpose(moves),
                List.of(value),
                turned);
    }

    private static boolean isAscending(List<Integer> axes) {
        return IntStream.range(1, axes.size()).allMatch(at -> axes.get(at - 1) < axes.get(at));
    }

    Flowing fileOrder(NodeReader node, Flowing value) {
        return ordered(node, value, Flowing.fileOrder(value.rank()));
    }

    /** Channels, the file's first axis of an example, last in the node. */
    Flowing channelsLast(NodeReader node, Flowing value) {
        return ordered(node, value, Flowing.channelsLast(value.rank()));
    }

    /** The given axis last in the node, the others as they lie. */
    Flowing axisLast(NodeReader node, Flowing value, int axis) {
        if (value.rank() > 0 && value.order()[value.rank() - 1] == axis) {
            return value;
        }
        int[] order = IntStream.concat(Arrays.stream(value.order()).filter(at -> at != axis), IntStream.of(axis))
                .toArray();
        return ordered(node, value, order);
    }

    /** Adds the layer that is the node's main one. */
    Flowing add(NodeReader node, Layer layer, List<Flowing> inputs, Flowing like) {
        return add(node, "", layer, inputs, like);
    }

    /**
     * Adds a layer.
     *
     * @param part of the node, for the name; empty for the main one
     * @param like has the extents and the order of the result
     */
    Flowing add(NodeReader node, String part, Layer layer, List<Flowing> inputs, Flowing like) {
        return like.at(add(node, names.take(node, part, layer), layer, inputs, Map.of()));
    }

    /** As {@link #add(NodeReader, Layer, List, Flowing)}, with the layer's tensors by their names within it. */
    Flowing add(NodeReader node, Layer layer, List<Flowing> inputs, Map<String, Tensor> own, Flowing like) {
        return like.at(add(node, names.take(node, "", layer), layer, inputs, own));
    }

    private String add(NodeReader node, String name, Layer layer, List<Flowing> inputs, Map<String, Tensor> own) {
        List<Shape> read = inputs.stream()
                .map(input -> Objects.requireNonNull(shapes.get(input.node())))
                .toList();
        try {
            builder.add(name, layer, inputs.stream().map(Flowing::node).toList());
            shapes.put(name, layer.outputShape(read));
        } catch (EvenkeelException problem) {
            throw node.unsupported(String.valueOf(problem.getMessage()));
        }
        for (Parameter parameter : layer.parameters(read)) {
            put(node, name, parameter.name(), parameter.shape(), own);
        }
        for (Statistic statistic : layer.statistics(read)) {
            put(node, name, statistic.name(), statistic.shape(), own);
        }
        return name;
    }

    private void put(NodeReader node, String layer, String tensor, Shape shape, Map<String, Tensor> own) {
        Tensor given = own.get(tensor);
        if (given == null || !given.shape().equals(shape)) {
            throw node.wrong("needs a '" + tensor + "' " + shape + ", but "
                    + (given == null ? "none" : given.shape().toString()) + " came");
        }
        tensors.put(layer + "." + tensor, given);
    }

    /** A node that gives constants, in the file's order. */
    Flowing constant(NodeReader node, Fixed fixed) {
        Fixed own =
                isWhole() || fixed.extents().length == 0 ? fixed : perExample(node, fixed, fixed.extents().length - 1);
        return constant(node, own, Flowing.inFileOrder("", own.extents()));
    }

    /** A node that gives the constants of one example, whose axes lie as {@code like}'s. */
    Flowing constant(NodeReader node, Fixed fixed, Flowing like) {
        Flowing placed = like.at("");
        Shape shape = placed.shape();
        Fixed turned = fixed.extents().length == 0 ? fixed : fixed.transposed(placed.order());
        Constant.Learning learning = fixed.isLearned() ? Constant.Learning.LEARNED : Constant.Learning.FIXED;
        Constant layer = new Constant(shape, learning);
        boolean named = fixed.isLearned() && !fixed.name().isBlank();
        String name = named ? names.take(fixed.name()) : names.take(node, "constant", layer);
        Map<String, Tensor> own = Map.of(Constant.VALUE, Tensor.of(shape, turned.floats()));
        return placed.at(add(node, name, layer, List.of(), own));
    }

    void evidence(String layer, Evidence behind) {
        evidence.put(layer, behind);
    }

    Network network() {
        return builder.build();
    }

    Map<String, Tensor> tensors() {
        return tensors;
    }

    Map<String, Evidence> evidence() {
        return evidence;
    }
}
