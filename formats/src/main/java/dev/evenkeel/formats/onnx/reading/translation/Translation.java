package dev.evenkeel.formats.onnx.reading.translation;

import dev.evenkeel.arithmetic.Constant;
import dev.evenkeel.formats.onnx.graph.BatchAxis;
import dev.evenkeel.formats.onnx.problem.OnnxException;
import dev.evenkeel.formats.onnx.reading.node.LayerNames;
import dev.evenkeel.formats.onnx.reading.node.Needs;
import dev.evenkeel.formats.onnx.reading.node.NodeReader;
import dev.evenkeel.formats.onnx.reading.value.AcrossExamples;
import dev.evenkeel.formats.onnx.reading.value.AnotherBatch;
import dev.evenkeel.formats.onnx.reading.value.DependsOnExamples;
import dev.evenkeel.formats.onnx.reading.value.Examples;
import dev.evenkeel.formats.onnx.reading.value.Fixed;
import dev.evenkeel.formats.onnx.reading.value.Flowing;
import dev.evenkeel.formats.onnx.reading.value.Value;
import dev.evenkeel.layer.Layer;
import dev.evenkeel.rearrange.Reshape;
import dev.evenkeel.rearrange.Transpose;
import dev.evenkeel.tensor.Shape;
import dev.evenkeel.tensor.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** A graph on its way to a network: what its names stand for so far, and the layers and tensors made of it. */
public final class Translation {
    private final Map<String, Value> values = new HashMap<>();
    private final LayerGraph layers;
    private final Needs needs;
    private final BatchAxis start;
    private final Examples examples;
    private final LayerNames names = new LayerNames();
    private final Set<String> leftOut = new HashSet<>();
    private final List<String> remarks = new ArrayList<>();

    public Translation(Flowing input, Examples examples, Needs needs) {
        this.start = input.batch();
        this.examples = examples;
        this.needs = needs;
        this.layers = new LayerGraph(input.shape());
    }

    public void define(String name, Value value) {
        values.put(name, value instanceof Flowing flowing ? placed(flowing) : value);
    }

    private Flowing placed(Flowing value) {
        return value.batch().equals(Flowing.INHERITED) ? value.with(start) : value;
    }

    public boolean isDefined(String name) {
        return values.containsKey(name);
    }

    public Value value(NodeReader node, int index) {
        return value(node.input(index));
    }

    public Value value(String name) {
        Value value = values.get(name);
        if (value == null) {
            throw new OnnxException("The value '" + name + "' has no content. Bind a tensor to it");
        }
        return value;
    }

    public Optional<Value> optional(NodeReader node, int index) {
        return node.hasInput(index) ? Optional.of(value(node, index)) : Optional.empty();
    }

    /** A value of the network; constants become a node of their own. */
    public Flowing flowing(NodeReader node, int index) {
        Value value = value(node, index);
        return value instanceof Flowing flowing ? flowing : constant(node, (Fixed) value);
    }

    public Fixed fixed(NodeReader node, int index) {
        if (value(node, index) instanceof Fixed fixed) {
            return fixed;
        }
        throw node.unsupported("its input '" + node.input(index)
                + "' depends on the network's input, but only constants" + " are taken there");
    }

    public Optional<Fixed> optionalFixed(NodeReader node, int index) {
        return node.hasInput(index) ? Optional.of(fixed(node, index)) : Optional.empty();
    }

    /** The only node that reads a value, unless the value is the network's output. */
    public Optional<NodeReader> onlyReader(String name) {
        return needs.onlyReader(name);
    }

    /** The node that computes a value, unless the value is given to the graph. */
    public Optional<NodeReader> producer(String name) {
        return needs.producer(name);
    }

    public List<NodeReader> readers(String name) {
        return needs.readers(name);
    }

    /** Whether a node reads a value, or it is the network's output. */
    public boolean isWanted(String name) {
        return needs.isWanted(name);
    }

    /** Another node did this one's work. */
    public void leaveOut(NodeReader node) {
        leftOut.add(node.output());
    }

    public boolean isLeftOut(NodeReader node) {
        return node.output(0).filter(leftOut::contains).isPresent();
    }

    /** What is known of the number of examples. */
    public Examples batch() {
        return examples;
    }

    /** How many examples the file's values hold; where a run decides, a number that stands for it. */
    long examples() {
        return examples.count();
    }

    /** @throws AnotherBatch if a shape in the file holds for another number of examples only */
    void requireFit(Flowing value, long size) {
        long example = value.shape().size();
        if (examples.isOpen() && !value.batch().isNone() && size < examples.count() * example && size % example == 0) {
            throw new AnotherBatch(size / example);
        }
    }

    /** The axis whose extent is that of a batch of any number of examples; none if there is no such. */
    public BatchAxis openBatch(long[] extents) {
        return IntStream.range(0, examples.isOpen() ? extents.length : 0)
                .filter(axis -> extents[axis] == examples.count())
                .mapToObj(BatchAxis.FIRST::at)
                .findFirst()
                .orElse(BatchAxis.NONE);
    }

    /** Extents as messages tell them. */
    public String told(long[] extents) {
        return examples.told(extents);
    }

    /** Something that a reader should know, in a sentence. */
    public void remark(String sentence) {
        remarks.add(sentence);
    }

    public List<String> remarks() {
        return remarks;
    }

    /** The value with each of its node's axes an axis of the file. */
    public Flowing plain(NodeReader node, Flowing value) {
        return value.flattened().isPresent() ? fileOrder(node, value) : value;
    }

    /** An axis of a value's examples, from the node's axis, which may be negative. */
    public int axis(NodeReader node, long axis, Value value) {
        int at = fileAxis(node, axis, value);
        return value instanceof Flowing flowing ? exampleAxis(node, at, flowing) : at;
    }

    /** An axis of the file's value, from the node's axis, which may be negative. */
    public int fileAxis(NodeReader node, long axis, Value value) {
        int rank = rank(value);
        long at = axis < 0 ? axis + rank : axis;
        if (at < 0 || at >= rank) {
            throw node.wrong("needs an axis between " + -rank + " and " + (rank - 1) + ", but got " + axis);
        }
        return (int) at;
    }

    private int exampleAxis(NodeReader node, int axis, Flowing value) {
        BatchAxis batch = value.batch();
        if (axis == batch.axis()) {
            throw across(node);
        }
        return batch.isOwn() && axis > batch.axis() ? axis - 1 : axis;
    }

    /** As {@link #axis} of an axis from which on all axes are one to the node. */
    public int axisBehindBatch(NodeReader node, long axis, Flowing value) {
        if (fileAxis(node, axis, value) <= value.batch().axis()) {
            throw across(node);
        }
        return axis(node, axis, value);
    }

    public AcrossExamples across(NodeReader node) {
        return new AcrossExamples(node.title());
    }

    public DependsOnExamples depends(NodeReader node) {
        return new DependsOnExamples(node.title());
    }

    /** The axes in the file. */
    public int rank(Value value) {
        return value instanceof Flowing flowing ? flowing.fileRank() : value.extents().length;
    }

    /** The extents in the file. */
    public long[] fileExtents(Value value) {
        return value instanceof Flowing flowing
                ? flowing.fileExtents(examples.count())
                : Arrays.stream(value.extents()).asLongStream().toArray();
    }

    /**
     * The part of constants that meets one example of a value, which they are broadcast to: its extents are aligned to the
     * example's.
     */
    public Fixed perExample(NodeReader node, Fixed fixed, Flowing value) {
        int[] extents = fixed.extents();
        if (extents.length > value.fileRank()) {
            throw node.unsupported("its constant '" + fixed.name() + "' " + Arrays.toString(extents)
                    + " has more axes than its other input");
        }
        BatchAxis batch = value.batch();
        int at = batch.axis() - value.fileRank() + extents.length;
        if (batch.isNone() || at < 0) {
            return fixed;
        }
        boolean alike = extents[at] == 1;
        int[] own = extents.clone();
        own[at] = alike ? 1 : batch.perExample();
        if (!alike && extents[at] != examples.count() * batch.perExample()) {
            throw across(node);
        }
        Fixed part = alike
                ? fixed
                : fixed.sharedBy((int) examples.count(), at, batch).orElseThrow(() -> across(node));
        return batch.isOwn()
                ? part.reshaped(IntStream.range(0, own.length)
                        .filter(axis -> axis != at)
                        .map(axis -> own[axis])
                        .toArray())
                : part;
    }

    public boolean isWhole() {
        return start.isNone();
    }

    /** The value with its node's axes in another order; a node that moves them is added where that is needed. */
    public Flowing ordered(NodeReader node, Flowing value, int[] order) {
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

    public Flowing fileOrder(NodeReader node, Flowing value) {
        return ordered(node, value, Flowing.fileOrder(value.rank()));
    }

    /** The given axis last in the node, the others as they lie. */
    public Flowing axisLast(NodeReader node, Flowing value, int axis) {
        if (value.rank() > 0 && value.order()[value.rank() - 1] == axis) {
            return value;
        }
        int[] order = IntStream.concat(Arrays.stream(value.order()).filter(at -> at != axis), IntStream.of(axis))
                .toArray();
        return ordered(node, value, order);
    }

    /**
     * Cuts a value into other axes. Where it was cut before, the one from before may do.
     *
     * @param part of the node, for the name
     * @param like has the extents and the order of the result
     */
    public Flowing recut(NodeReader node, String part, Flowing value, Flowing like) {
        return layers.beforeReshapes(value.node(), like.shape())
                .map(before -> made(before, List.of(value), like))
                .orElseGet(() -> add(node, part, new Reshape(like.shape()), List.of(value), like));
    }

    /** Adds the layer that is the node's main one. */
    public Flowing add(NodeReader node, Layer layer, List<Flowing> inputs, Flowing like) {
        return add(node, "", layer, inputs, like);
    }

    /**
     * Adds a layer.
     *
     * @param part of the node, for the name; empty for the main one
     * @param like has the extents and the order of the result
     */
    public Flowing add(NodeReader node, String part, Layer layer, List<Flowing> inputs, Flowing like) {
        return made(layers.add(node, names.take(node, part, layer), layer, inputs, Map.of()), inputs, like);
    }

    /** As {@link #add(NodeReader, Layer, List, Flowing)}, with the layer's tensors by their names within it. */
    public Flowing add(NodeReader node, Layer layer, List<Flowing> inputs, Map<String, Tensor> own, Flowing like) {
        return made(layers.add(node, names.take(node, "", layer), layer, inputs, own), inputs, like);
    }

    private static Flowing made(String layer, List<Flowing> inputs, Flowing like) {
        BatchAxis batch = Stream.concat(Stream.of(like), inputs.stream())
                .map(Flowing::batch)
                .filter(candidate -> !candidate.equals(Flowing.INHERITED))
                .findFirst()
                .orElse(Flowing.INHERITED);
        return like.at(layer).with(batch);
    }

    /** A node that gives constants, in the file's order, whose first axis counts examples where values have one. */
    public Flowing constant(NodeReader node, Fixed fixed) {
        BatchAxis batch = fixed.extents().length == 0 ? BatchAxis.NONE : start;
        Flowing like = Flowing.inFileOrder("", fixed.extents()).with(batch);
        int[] extents = fixed.extents();
        Flowing example = batch.isOwn()
                ? Flowing.inFileOrder("", Arrays.copyOfRange(extents, 1, extents.length))
                        .with(batch)
                : like;
        return constant(node, perExample(node, fixed, example), example).with(start);
    }

    /** A node that gives the constants of one example, whose axes lie as {@code like}'s. */
    public Flowing constant(NodeReader node, Fixed fixed, Flowing like) {
        Flowing placed = like.at("");
        Shape shape = placed.shape();
        Fixed turned = fixed.extents().length == 0 ? fixed : fixed.transposed(placed.order());
        Constant.Learning learning = fixed.isLearned() ? Constant.Learning.LEARNED : Constant.Learning.FIXED;
        Constant layer = new Constant(shape, learning);
        boolean named = fixed.isLearned() && !fixed.name().isBlank();
        String name = named ? names.take(fixed.name()) : names.take(node, "constant", layer);
        Map<String, Tensor> own = Map.of(Constant.VALUE, Tensor.of(shape, turned.floats()));
        return placed.at(layers.add(node, name, layer, List.of(), own));
    }

    /** The number that all of a value's are, whatever the network's input is; empty if they differ. */
    public Optional<Float> number(Value value) {
        if (value instanceof Flowing flowing) {
            return layers.number(flowing.node());
        }
        float[] all = ((Fixed) value).floats();
        return all.length == 0
                ? Optional.empty()
                : Optional.of(all[0])
                        .filter(first -> IntStream.range(1, all.length).allMatch(at -> all[at] == first));
    }

    /** The layers and tensors made so far. */
    public LayerGraph layers() {
        return layers;
    }
}
