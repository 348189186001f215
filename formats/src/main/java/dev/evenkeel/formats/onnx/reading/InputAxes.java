package dev.evenkeel.formats.onnx.reading;

import static dev.evenkeel.EvenkeelException.quoted;

import dev.evenkeel.formats.onnx.file.ValueProto;
import dev.evenkeel.formats.onnx.graph.BatchAxis;
import dev.evenkeel.formats.onnx.problem.OnnxException;
import dev.evenkeel.formats.onnx.problem.UnsupportedOperatorException;
import dev.evenkeel.formats.onnx.reading.node.Needs;
import dev.evenkeel.formats.onnx.reading.value.Flowing;
import dev.evenkeel.network.Network;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.IntPredicate;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** The axes of a graph's input, with the extents that were given to those that the file leaves open. */
final class InputAxes {
    private final String name;
    private final List<ValueProto.Extent> declared;
    private final Map<String, Integer> given;
    private final int batchAxis;

    /**
     * @param given extents by the symbols of axes, or by their numbers
     * @param needs tell where the examples lie: behind the positions, if a recurrent layer reads the input so, else first
     */
    InputAxes(ValueProto input, Map<String, Integer> given, Needs needs) {
        this.name = input.name();
        this.declared = input.extents()
                .orElseThrow(
                        () -> new OnnxException(
                                "The input " + quoted(name)
                                        + " needs a known number of axes. Export the file with the shape of its inputs; a symbol for an extent is enough"));
        this.given = given;
        batchAxis = needs.batchAxis(name, rank());
        for (String key : given.keySet()) {
            if (IntStream.range(0, rank())
                    .noneMatch(axis -> isOpen(axis) && names(axis).contains(key))) {
                throw new OnnxException("There is no open axis " + quoted(key) + " in the input " + quoted(name) + " "
                        + this + ". Open axes: "
                        + (open(axis -> true).isEmpty()
                                ? "none"
                                : open(axis -> true).stream().map(this::key).collect(Collectors.joining(", "))));
            }
        }
    }

    String name() {
        return name;
    }

    int rank() {
        return declared.size();
    }

    private boolean isOpen(int axis) {
        return declared.get(axis).size().isEmpty();
    }

    private List<Integer> open(IntPredicate among) {
        return IntStream.range(0, rank())
                .filter(among)
                .filter(this::isOpen)
                .boxed()
                .toList();
    }

    /** The axis that counts examples. */
    int batchAxis() {
        return batchAxis;
    }

    /** What an open axis is called: its symbol, or its number where it has none. */
    private String key(int axis) {
        String symbol = declared.get(axis).symbol();
        return symbol.isEmpty() ? Integer.toString(axis) : symbol;
    }

    private List<String> names(int axis) {
        return List.of(key(axis), Integer.toString(axis));
    }

    /** The extent of an axis; empty if the file leaves it open and none was given. */
    OptionalLong size(int axis) {
        if (!isOpen(axis)) {
            return declared.get(axis).size();
        }
        return names(axis).stream()
                .filter(given::containsKey)
                .mapToLong(given::get)
                .findFirst();
    }

    /** How many examples there are; empty for any number. */
    OptionalLong examples() {
        return size(batchAxis);
    }

    /** How to give the number of examples. */
    String advice() {
        return "Give " + (batchAxis == 0 ? "the first axis" : "axis " + batchAxis) + " an extent: --extent "
                + key(batchAxis) + "=N, in Java extent(\"" + key(batchAxis) + "\", n)";
    }

    /** One example, with an order of its axes. */
    Flowing example(int[] order) {
        int[] extents = extents(axis -> axis != batchAxis);
        return new Flowing(Network.INPUT, extents, order, Optional.empty(), BatchAxis.FIRST.at(batchAxis));
    }

    /** All of the input, with so many examples, as one. */
    Flowing whole(int examples) {
        int[] own = extents(axis -> axis != batchAxis);
        int[] all = IntStream.range(0, rank())
                .map(axis -> axis == batchAxis ? examples : own[axis < batchAxis ? axis : axis - 1])
                .toArray();
        return Flowing.inFileOrder(Network.INPUT, all).with(BatchAxis.NONE);
    }

    private int[] extents(IntPredicate wanted) {
        List<Integer> missing =
                open(wanted).stream().filter(axis -> size(axis).isEmpty()).toList();
        if (!missing.isEmpty()) {
            throw new OnnxException("The input " + quoted(name) + " " + this + " leaves axes open. Give "
                    + (missing.size() == 1 ? "axis " + missing.get(0) + " an extent: " : "each an extent: ")
                    + missing.stream()
                            .map(this::key)
                            .distinct()
                            .map(key -> "--extent " + key + "=N")
                            .collect(Collectors.joining(" "))
                    + ", in Java "
                    + missing.stream()
                            .map(this::key)
                            .distinct()
                            .map(key -> "extent(\"" + key + "\", n)")
                            .collect(Collectors.joining(".")));
        }
        return IntStream.range(0, rank()).filter(wanted).map(this::extent).toArray();
    }

    private int extent(int axis) {
        long size = size(axis).orElseThrow();
        if (size < 1 || size > Integer.MAX_VALUE) {
            throw new UnsupportedOperatorException("Axis " + axis + " of the input " + quoted(name)
                    + " needs between 1 and 2^31 - 1 positions, but got " + size);
        }
        return (int) size;
    }

    /** As {@code [batch, 3, height, width]}. */
    @Override
    public String toString() {
        return IntStream.range(0, rank())
                .mapToObj(axis -> isOpen(axis)
                        ? declared.get(axis).symbol().isEmpty()
                                ? "?"
                                : declared.get(axis).symbol()
                        : Long.toString(declared.get(axis).size().getAsLong()))
                .collect(Collectors.joining(", ", "[", "]"));
    }
}
