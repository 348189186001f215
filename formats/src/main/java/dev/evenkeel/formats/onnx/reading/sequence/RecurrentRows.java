package dev.evenkeel.formats.onnx.reading.sequence;

import dev.evenkeel.formats.onnx.graph.BatchAxis;
import dev.evenkeel.formats.onnx.reading.node.NodeReader;
import dev.evenkeel.formats.onnx.reading.translation.Translation;
import dev.evenkeel.formats.onnx.reading.value.Flowing;
import dev.evenkeel.layer.core.Concatenate;
import dev.evenkeel.rearrange.Pad;
import dev.evenkeel.rearrange.Reshape;
import dev.evenkeel.rearrange.Slice;
import dev.evenkeel.sequence.Recurrent;
import dev.evenkeel.sequence.SequencePool;
import dev.evenkeel.tensor.Shape;
import dev.evenkeel.tensor.Tensor;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.IntStream;

/**
 * What a recurrent node makes of sequences {@code [positions, channels]}.
 *
 * @param own the layer's tensors
 */
record RecurrentRows(Translation translation, NodeReader node, Recurrent layer, Map<String, Tensor> own) {
    /**
     * A sequence that was passed over.
     *
     * @param states {@code [length, directions * hidden]}
     * @param positions of the sequence, {@code length} or more
     */
    record Passed(Flowing states, int length, int positions) {}

    private int directions() {
        return layer.direction() == Recurrent.Direction.BIDIRECTIONAL ? 2 : 1;
    }

    /** One of the examples of a value that is all one example to the network. */
    Flowing example(Flowing x, int batchAxis, int example) {
        int[] one = x.extents().clone();
        int examples = one[batchAxis];
        one[batchAxis] = 1;
        Flowing like = new Flowing("", one, x.order(), Optional.empty());
        Flowing part = examples == 1
                ? x
                : translation.add(node, "example", new Slice(x.nodeAxis(batchAxis), example, 1, 1), List.of(x), like);
        Flowing ordered = translation.ordered(node, part, new int[] {batchAxis, 1 - batchAxis, 2});
        return translation.recut(node, "rows", ordered, Flowing.inFileOrder("", one[1 - batchAxis], one[2]));
    }

    /** The states at the first {@code length} positions. */
    Passed passed(Flowing rows, int length) {
        int positions = rows.extents()[0];
        Flowing given = length == positions
                ? rows
                : translation.add(
                        node,
                        "beginning",
                        new Slice(0, 0, length, 1),
                        List.of(rows),
                        Flowing.inFileOrder("", length, rows.extents()[1]));
        Flowing like = Flowing.inFileOrder("", length, directions() * layer.hidden());
        return new Passed(translation.add(node, layer, List.of(given), own, like), length, positions);
    }

    /** Defines the node's outputs for each example of the network. */
    void define(Passed one) {
        put(0, batchAxis(2), atAll(one));
        put(1, batchAxis(1), atEnd(one));
    }

    /** Defines the node's outputs of several sequences that are one example to the network. */
    void define(List<Passed> all) {
        join(0, batchAxis(2), all, this::atAll);
        join(1, batchAxis(1), all, this::atEnd);
    }

    private int batchAxis(int behind) {
        return node.whole("layout", 0) == 0 ? behind : 0;
    }

    private void put(int output, int axis, Flowing value) {
        node.output(output)
                .filter(translation::isWanted)
                .ifPresent(name -> translation.define(name, value.with(BatchAxis.FIRST.at(axis))));
    }

    private void join(int output, int axis, List<Passed> all, Function<Passed, Flowing> part) {
        Optional<String> name = node.output(output).filter(translation::isWanted);
        if (name.isEmpty()) {
            return;
        }
        List<Flowing> apart =
                all.stream().map(part).map(one -> lastOfNode(one, axis)).toList();
        int[] extents = apart.get(0).extents().clone();
        extents[axis] = apart.size();
        Flowing like = new Flowing("", extents, apart.get(0).order(), Optional.empty());
        translation.define(
                name.get(), apart.size() == 1 ? apart.get(0) : translation.add(node, new Concatenate(), apart, like));
    }

    /** With an axis of one position at {@code axis} of the file, which is the node's last. */
    private Flowing lastOfNode(Flowing value, int axis) {
        int rank = value.rank() + 1;
        int[] order = IntStream.concat(IntStream.range(0, rank).filter(at -> at != axis), IntStream.of(axis))
                .toArray();
        int[] extents = IntStream.range(0, rank)
                .map(at -> at == axis ? 1 : value.extents()[at < axis ? at : at - 1])
                .toArray();
        return translation.recut(node, "apart", value, new Flowing("", extents, order, Optional.empty()));
    }

    /** {@code [positions, directions, hidden]}; 0 behind the length. */
    private Flowing atAll(Passed passed) {
        Flowing states = passed.states();
        int behind = passed.positions() - passed.length();
        Flowing padded = behind == 0
                ? states
                : translation.add(
                        node,
                        "end",
                        new Pad(List.of(0, 0), List.of(behind, 0), Pad.Mode.CONSTANT, 0),
                        List.of(states),
                        Flowing.inFileOrder("", passed.positions(), states.extents()[1]));
        return translation.recut(
                node, "states", padded, Flowing.inFileOrder("", passed.positions(), directions(), layer.hidden()));
    }

    /** {@code [directions, hidden]}: forwards the state at the last position, backwards that at the first. */
    private Flowing atEnd(Passed passed) {
        Flowing states = passed.states();
        int hidden = layer.hidden();
        int channels = states.extents()[1];
        if (layer.direction() == Recurrent.Direction.BACKWARD) {
            return translation.add(
                    node, "first", new Slice(0, 0, 1, 1), List.of(states), Flowing.inFileOrder("", 1, hidden));
        }
        Flowing last = translation.add(
                node,
                "last",
                new SequencePool(SequencePool.Kind.LAST),
                List.of(states),
                Flowing.inFileOrder("", channels));
        if (layer.direction() == Recurrent.Direction.FORWARD) {
            return translation.recut(node, "state", last, Flowing.inFileOrder("", 1, hidden));
        }
        Flowing forwards = translation.add(
                node, "forwards", new Slice(0, 0, hidden, 1), List.of(last), Flowing.inFileOrder("", hidden));
        Flowing first = translation.add(
                node, "first", new Slice(0, 0, 1, 1), List.of(states), Flowing.inFileOrder("", 1, channels));
        Flowing row = translation.add(
                node, "row", new Reshape(Shape.of(channels)), List.of(first), Flowing.inFileOrder("", channels));
        Flowing backwards = translation.add(
                node, "backwards", new Slice(0, hidden, hidden, 1), List.of(row), Flowing.inFileOrder("", hidden));
        Flowing both = translation.add(
                node, "both", new Concatenate(), List.of(forwards, backwards), Flowing.inFileOrder("", channels));
        return translation.recut(node, "state", both, Flowing.inFileOrder("", 2, hidden));
    }
}
