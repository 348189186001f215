package dev.evenkeel.formats.onnx.reading;

import static dev.evenkeel.EvenkeelException.quoted;

import dev.evenkeel.formats.onnx.file.ValueProto;
import dev.evenkeel.formats.onnx.graph.BatchAxis;
import dev.evenkeel.formats.onnx.problem.OnnxException;
import dev.evenkeel.formats.onnx.problem.UnsupportedOperatorException;
import dev.evenkeel.formats.onnx.reading.value.Flowing;
import dev.evenkeel.network.Network;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** The axes of a graph's input, with the extents that were given to those that the file leaves open. */
final class InputAxes {
    private final String name;
    private final List<ValueProto.Extent> declared;
    private final Map<String, Integer> given;

    /** @param given extents by the symbols of axes, or by their numbers */
    InputAxes(ValueProto input, Map<String, Integer> given) {
        this.name = input.name();
        this.declared = input.extents()
                .orElseThrow(
                        () -> new OnnxException(
                                "The input " + quoted(name)
                                        + " needs a known number of axes. Export the file with the shape of its inputs; a symbol for an extent is enough"));
        this.given = given;
        for (String key : given.keySet()) {
            if (IntStream.range(0, rank())
                    .noneMatch(axis -> isOpen(axis) && names(axis).contains(key))) {
                throw new OnnxException("There is no open axis " + quoted(key) + " in the input " + quoted(name) + " "
                        + this + ". Open axes: "
                        + (open(0).isEmpty()
                                ? "none"
                                : open(0).stream().map(this::key).collect(Collectors.joining(", "))));
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

    private List<Integer> open(int first) {
        return IntStream.range(first, rank()).filter(this::isOpen).boxed().toList();
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

    /** How many examples the first axis holds; empty for any number. */
    OptionalLong examples() {
        return size(0);
    }

    /** How to give an axis an extent. */
    String advice(int axis) {
        return "--extent " + key(axis) + "=N, in Java extent(\"" + key(axis) + "\", n)";
    }

    /** One example, with an order of its axes; its batch is the first axis. */
    Flowing example(int[] order) {
        return new Flowing(Network.INPUT, extents(1), order, Optional.empty(), BatchAxis.FIRST);
    }

    /** All of the input as one example. */
    Flowing whole(int first) {
        int[] behind = extents(Math.min(1, rank()));
        int[] all = rank() == 0
                ? behind
                : IntStream.concat(IntStream.of(first), IntStream.of(behind)).toArray();
        return Flowing.inFileOrder(Network.INPUT, all).with(BatchAxis.NONE);
    }

    private int[] extents(int first) {
        List<Integer> missing =
                open(first).stream().filter(axis -> size(axis).isEmpty()).toList();
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
        return IntStream.range(first, rank()).map(this::extent).toArray();
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
