package dev.evenkeel.formats.weights;

import dev.evenkeel.safetensors.SafetensorsWriter;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;

/** Random tensors under a framework's names, as a file and as numbers. */
final class StateDict {
    private final SafetensorsWriter writer = new SafetensorsWriter();
    private final Map<String, float[]> tensors = new LinkedHashMap<>();
    private final Map<String, long[]> shapes = new LinkedHashMap<>();
    private final Random random = new Random(3);

    /** Gaussian values of a deviation that keeps activations near 1. */
    StateDict add(String name, long... shape) {
        float[] values = new float[(int) Arrays.stream(shape).reduce(1, (a, b) -> a * b)];
        boolean scale = shape.length == 1 && (name.endsWith("weight") || name.endsWith("gamma"));
        for (int at = 0; at < values.length; at++) {
            values[at] = (float) (random.nextGaussian() * 0.4) + (scale ? 1 : 0);
        }
        return put(name, values, shape);
    }

    StateDict put(String name, float[] values, long... shape) {
        writer.floats(name, values, shape);
        shapes.put(name, shape);
        tensors.put(name, values);
        tensors.put(name + "#entries", new float[(int) (shape.length == 0 ? 1 : shape[0])]);
        return this;
    }

    StateDict linear(String name, int inputs, int outputs) {
        return add(name + ".weight", outputs, inputs).add(name + ".bias", outputs);
    }

    /** Transformers' Conv1D. */
    StateDict transposed(String name, int inputs, int outputs) {
        return add(name + ".weight", inputs, outputs).add(name + ".bias", outputs);
    }

    StateDict norm(String name, int width) {
        return add(name + ".weight", width).add(name + ".bias", width);
    }

    StateDict longs(String name, long... values) {
        writer.longs(name, values, 1, values.length);
        return this;
    }

    /** Numbers for formulas that no tensor of the file are. */
    void also(String name, float... values) {
        tensors.put(name, values);
    }

    List<String> names() {
        return List.copyOf(shapes.keySet());
    }

    /** Another's tensor under a name. */
    StateDict copy(StateDict other, String from, String name) {
        return put(name, other.values(from), Objects.requireNonNull(other.shapes.get(from)));
    }

    float[] values(String name) {
        return Objects.requireNonNull(tensors.get(name));
    }

    SequenceFormulas formulas() {
        return new SequenceFormulas(tensors);
    }

    byte[] bytes() {
        return writer.toBytes();
    }

    KnownNetwork known() {
        return PyTorch.known("weights.safetensors", bytes());
    }
}
