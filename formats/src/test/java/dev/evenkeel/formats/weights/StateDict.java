package dev.evenkeel.formats.weights;

import dev.evenkeel.safetensors.DataType;
import dev.evenkeel.safetensors.SafetensorsWriter;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
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

    /** Truth values, as masks of attention are kept. */
    StateDict truths(String name, long... shape) {
        writer.bytes(name, DataType.BOOL, new byte[(int) Arrays.stream(shape).reduce(1, (a, b) -> a * b)], shape);
        return this;
    }

    /** These tensors with something before each name; truths and whole numbers are left out. */
    StateDict behind(String start) {
        StateDict dict = new StateDict();
        names().forEach(name -> dict.copy(this, name, start + name));
        return dict;
    }

    /** The tensors as numbers of 16 bits, and as what these are. */
    StateDict narrowed(DataType type) {
        StateDict dict = new StateDict();
        names().forEach(name -> {
            float[] values = values(name);
            ByteBuffer bytes = ByteBuffer.allocate(2 * values.length).order(ByteOrder.LITTLE_ENDIAN);
            float[] kept = new float[values.length];
            for (int at = 0; at < values.length; at++) {
                int bits = Float.floatToRawIntBits(values[at]) & (type == DataType.BF16 ? 0xffff0000 : 0xffffe000);
                kept[at] = Float.intBitsToFloat(bits);
                int exponent = (bits >> 23 & 0xff) - 127;
                kept[at] = type == DataType.F16 && exponent < -14 ? 0 : kept[at];
                int half = kept[at] == 0 ? 0 : (bits >> 16 & 0x8000) | (exponent + 15) << 10 | (bits >> 13 & 0x3ff);
                bytes.putShort((short) (type == DataType.BF16 ? bits >> 16 : half));
            }
            dict.writer.bytes(name, type, bytes.array(), Objects.requireNonNull(shapes.get(name)));
            dict.shapes.put(name, Objects.requireNonNull(shapes.get(name)));
            dict.tensors.put(name, kept);
            dict.tensors.put(name + "#entries", Objects.requireNonNull(tensors.get(name + "#entries")));
        });
        return dict;
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
