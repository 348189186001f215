package dev.evenkeel.formats.onnx.file;

import static dev.evenkeel.EvenkeelException.quoted;

import dev.evenkeel.formats.onnx.problem.OnnxException;
import dev.evenkeel.safetensors.HalfPrecision;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.List;

/**
 * An array in a file: its elements as little-endian bytes, whatever field of the format they came in.
 *
 * <p>{@link #floats} reads all numeric types, {@link #longs} whole numbers and truth values.
 */
public final class TensorProto {
    private final String name;
    private final ElementType type;
    private final List<Long> extents;
    private final byte[] elements;

    private TensorProto(String name, ElementType type, List<Long> extents, byte[] elements) {
        this.name = name;
        this.type = type;
        this.extents = List.copyOf(extents);
        this.elements = elements;
    }

    /**
     * A tensor of its elements' bytes.
     *
     * @throws OnnxException if the bytes are not as many as the extents and the type make
     */
    public static TensorProto of(String name, ElementType type, List<Long> extents, byte[] elements) {
        long count = size(name, extents);
        if (type.bytes() > 0 && count * type.bytes() != elements.length) {
            throw new OnnxException("tensor " + quoted(name) + " of " + type + " " + extents + " needs "
                    + count * type.bytes() + " bytes, but got " + elements.length);
        }
        return new TensorProto(name, type, extents, elements.clone());
    }

    /** A tensor whose elements are not read. */
    static TensorProto described(String name, ElementType type, List<Long> extents) {
        return new TensorProto(name, type, extents, new byte[0]);
    }

    /**
     * How many elements a tensor of these extents has.
     *
     * @throws OnnxException if an extent is negative or the elements are too many for an array
     */
    static long size(String name, List<Long> extents) {
        long count = 1;
        for (long extent : extents) {
            if (extent < 0 || (extent > 0 && count > Integer.MAX_VALUE / extent)) {
                throw new OnnxException(
                        "tensor " + quoted(name) + " " + extents + " needs between 0 and 2^31 - 1 elements");
            }
            count *= extent;
        }
        return count;
    }

    /** A tensor of floats. */
    public static TensorProto ofFloats(String name, List<Long> extents, float... values) {
        ByteBuffer bytes = ByteBuffer.allocate(4 * values.length).order(ByteOrder.LITTLE_ENDIAN);
        bytes.asFloatBuffer().put(values);
        return of(name, ElementType.FLOAT, extents, bytes.array());
    }

    /** A list of whole numbers, of type {@link ElementType#INT64}. */
    public static TensorProto ofLongs(String name, long... values) {
        ByteBuffer bytes = ByteBuffer.allocate(8 * values.length).order(ByteOrder.LITTLE_ENDIAN);
        bytes.asLongBuffer().put(values);
        return of(name, ElementType.INT64, List.of((long) values.length), bytes.array());
    }

    public String name() {
        return name;
    }

    public ElementType type() {
        return type;
    }

    public List<Long> extents() {
        return extents;
    }

    /** How many elements it holds. */
    public int size() {
        return (int) extents.stream().mapToLong(Long::longValue).reduce(1, (left, right) -> left * right);
    }

    /** The elements as they stand in the file, little-endian. */
    public byte[] elements() {
        return elements.clone();
    }

    /**
     * The elements as floats, rounded where the type holds more.
     *
     * @throws OnnxException if the type is not numeric
     */
    public float[] floats() {
        if (type.bytes() == 0) {
            throw new OnnxException("tensor " + quoted(name) + " needs numbers, but it holds " + type);
        }
        ByteBuffer bytes = ByteBuffer.wrap(elements).order(ByteOrder.LITTLE_ENDIAN);
        float[] values = new float[size()];
        for (int index = 0; index < values.length; index++) {
            values[index] = number(bytes, index);
        }
        return values;
    }

    /**
     * As {@link #floats()}, for weights.
     *
     * @throws OnnxException if a number is finite, but beyond the range of floats
     */
    public float[] weights() {
        float[] values = floats();
        if (type == ElementType.DOUBLE) {
            ByteBuffer bytes = ByteBuffer.wrap(elements).order(ByteOrder.LITTLE_ENDIAN);
            for (int index = 0; index < values.length; index++) {
                if (Float.isInfinite(values[index]) && Double.isFinite(bytes.getDouble(8 * index))) {
                    throw new OnnxException("tensor " + quoted(name) + " holds " + bytes.getDouble(8 * index)
                            + ", but a float reaches to " + Float.MAX_VALUE
                            + " only. Scale the network's weights down, and export it again");
                }
            }
        }
        return values;
    }

    /** @throws OnnxException if the type is not one of whole numbers or truth values */
    public long[] longs() {
        if (type.bytes() == 0 || type.isFloatingPoint()) {
            throw new OnnxException("tensor " + quoted(name) + " needs whole numbers, but it holds " + type);
        }
        ByteBuffer bytes = ByteBuffer.wrap(elements).order(ByteOrder.LITTLE_ENDIAN);
        long[] values = new long[size()];
        for (int index = 0; index < values.length; index++) {
            values[index] = whole(bytes, index);
        }
        return values;
    }

    private float number(ByteBuffer bytes, int index) {
        return switch (type) {
            case FLOAT -> bytes.getFloat(4 * index);
            case DOUBLE -> (float) bytes.getDouble(8 * index);
            case FLOAT16 -> HalfPrecision.binary16ToFloat(bytes.getShort(2 * index));
            case BFLOAT16 -> HalfPrecision.bfloat16ToFloat(bytes.getShort(2 * index));
            case UINT64 -> unsigned(bytes.getLong(8 * index));
            default -> whole(bytes, index);
        };
    }

    private static float unsigned(long bits) {
        return bits >= 0 ? bits : ((bits >>> 1) | (bits & 1)) * 2f;
    }

    private long whole(ByteBuffer bytes, int index) {
        return switch (type) {
            case INT8 -> bytes.get(index);
            case UINT8, BOOL -> bytes.get(index) & 0xFF;
            case INT16 -> bytes.getShort(2 * index);
            case UINT16 -> bytes.getShort(2 * index) & 0xFFFF;
            case INT32 -> bytes.getInt(4 * index);
            case UINT32 -> bytes.getInt(4 * index) & 0xFFFFFFFFL;
            default -> bytes.getLong(8 * index);
        };
    }

    /** Same name, type, extents and elements. */
    @Override
    public boolean equals(Object other) {
        return other instanceof TensorProto tensor
                && name.equals(tensor.name)
                && type == tensor.type
                && extents.equals(tensor.extents)
                && Arrays.equals(elements, tensor.elements);
    }

    @Override
    public int hashCode() {
        return 31 * name.hashCode() + Arrays.hashCode(elements);
    }

    /** As {@code FLOAT [8, 1, 3, 3] 'conv1.weight'}. */
    @Override
    public String toString() {
        return type + " " + extents + " " + quoted(name);
    }
}
