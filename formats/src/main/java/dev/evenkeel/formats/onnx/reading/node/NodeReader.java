package dev.evenkeel.formats.onnx.reading.node;

import static dev.evenkeel.EvenkeelException.quoted;

import dev.evenkeel.formats.onnx.file.AttributeProto;
import dev.evenkeel.formats.onnx.file.NodeProto;
import dev.evenkeel.formats.onnx.file.TensorProto;
import dev.evenkeel.formats.onnx.problem.OnnxException;
import dev.evenkeel.formats.onnx.problem.UnsupportedOperatorException;
import java.util.List;
import java.util.Optional;

/** A node's attributes by their types, and what messages call it. */
public final class NodeReader {
    private final NodeProto node;
    private final long operatorSet;

    public NodeReader(NodeProto node, long operatorSet) {
        this.node = node;
        this.operatorSet = operatorSet;
    }

    public NodeProto node() {
        return node;
    }

    public String operator() {
        return node.operator();
    }

    /** The version of ONNX's operators that the file is written in. */
    public long operatorSet() {
        return operatorSet;
    }

    public int inputs() {
        return node.inputs().size();
    }

    public boolean hasInput(int index) {
        return index < inputs() && !node.inputs().get(index).isEmpty();
    }

    /** Refuses a node with more inputs than its operator has. */
    public void requireInputs(int most) {
        if (inputs() > most) {
            throw wrong("has " + inputs() + " inputs, but takes at most " + most);
        }
    }

    /** The name of a value that the node needs. */
    public String input(int index) {
        if (index >= inputs()) {
            throw wrong("needs an input " + index + ", counted from 0, but has " + inputs() + " inputs");
        }
        if (!hasInput(index)) {
            throw wrong("needs an input " + index + ", counted from 0, but the file leaves it out: its name is empty");
        }
        return node.inputs().get(index);
    }

    public String output() {
        return output(0).orElseThrow(() -> wrong("needs an output, but it has none"));
    }

    public Optional<String> output(int index) {
        return index < node.outputs().size()
                ? Optional.of(node.outputs().get(index)).filter(name -> !name.isEmpty())
                : Optional.empty();
    }

    public boolean has(String attribute) {
        return node.attributes().containsKey(attribute);
    }

    public long whole(String attribute, long usual) {
        return find(attribute, AttributeProto.Whole.class)
                .map(AttributeProto.Whole::value)
                .orElse(usual);
    }

    public int integer(String attribute, int usual) {
        long value = whole(attribute, usual);
        if (value != (int) value) {
            throw wrong("needs '" + attribute + "' below 2^31, but got " + value);
        }
        return (int) value;
    }

    public boolean flag(String attribute) {
        return whole(attribute, 0) != 0;
    }

    public float real(String attribute, float usual) {
        return find(attribute, AttributeProto.Real.class)
                .map(AttributeProto.Real::value)
                .orElse(usual);
    }

    public String text(String attribute, String usual) {
        return find(attribute, AttributeProto.Text.class)
                .map(AttributeProto.Text::value)
                .orElse(usual);
    }

    public Optional<long[]> wholes(String attribute) {
        return find(attribute, AttributeProto.Wholes.class).map(list -> longs(list.values()));
    }

    public Optional<int[]> integers(String attribute) {
        return wholes(attribute).map(values -> {
            int[] integers = new int[values.length];
            for (int index = 0; index < integers.length; index++) {
                if (values[index] != (int) values[index]) {
                    throw wrong("needs '" + attribute + "' below 2^31, but got " + values[index]);
                }
                integers[index] = (int) values[index];
            }
            return integers;
        });
    }

    public Optional<TensorProto> tensor(String attribute) {
        return find(attribute, AttributeProto.OneTensor.class).map(AttributeProto.OneTensor::value);
    }

    public Optional<List<Float>> reals(String attribute) {
        return find(attribute, AttributeProto.Reals.class).map(AttributeProto.Reals::values);
    }

    public Optional<List<String>> texts(String attribute) {
        return find(attribute, AttributeProto.Texts.class).map(AttributeProto.Texts::values);
    }

    private static long[] longs(List<Long> values) {
        return values.stream().mapToLong(Long::longValue).toArray();
    }

    /** An empty list reads as the list of any type. */
    private <T extends AttributeProto> Optional<T> find(String attribute, Class<T> type) {
        AttributeProto found = node.attributes().get(attribute);
        if (found == null) {
            return Optional.empty();
        }
        if (!type.isInstance(found)) {
            throw wrong("needs another type for its attribute '" + attribute + "', but got " + found);
        }
        return Optional.of(type.cast(found));
    }

    /** As {@code Conv '/conv1/Conv'}. */
    public String title() {
        return node.operator() + " " + called();
    }

    /** The node's name, or what it computes. */
    public String called() {
        return node.name().isEmpty()
                ? "that computes " + quoted(node.outputs().stream().findFirst().orElse(""))
                : quoted(node.name());
    }

    public OnnxException wrong(String problem) {
        return new OnnxException(title() + " " + problem);
    }

    /** @param needed completes "Conv '3' is not supported: it " */
    public UnsupportedOperatorException unsupported(String needed) {
        return new UnsupportedOperatorException(title() + " is not supported: " + needed);
    }
}
