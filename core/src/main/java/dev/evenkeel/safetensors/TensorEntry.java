package dev.evenkeel.safetensors;

import java.util.Arrays;

/**
 * Where a tensor lies in a file.
 *
 * @param name its name, unique in the file
 * @param type the type of its elements
 * @param shape its dimensions, outermost first; empty for a single value (rank 0)
 * @param begin its first byte, counted from the start of the values
 * @param end the byte after its last, so that {@code end - begin = elements * type.bytes()}
 */
public record TensorEntry(String name, DataType type, long[] shape, long begin, long end) {
    /** Copies {@code shape}. */
    public TensorEntry {
        shape = shape.clone();
    }

    /** A copy of the dimensions, outermost first. */
    @Override
    public long[] shape() {
        return shape.clone();
    }

    /** The number of dimensions. */
    public int rank() {
        return shape.length;
    }

    /** The number of elements: the product of the dimensions, 1 for rank 0. */
    public long elements() {
        return (end - begin) / type.bytes();
    }

    /** Whether the dimensions are exactly {@code expected}. */
    public boolean hasShape(int... expected) {
        return Arrays.equals(shape, Arrays.stream(expected).asLongStream().toArray());
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof TensorEntry that
                && name.equals(that.name)
                && type == that.type
                && Arrays.equals(shape, that.shape)
                && begin == that.begin
                && end == that.end;
    }

    @Override
    public int hashCode() {
        return 31 * name.hashCode() + Arrays.hashCode(shape) + Long.hashCode(begin);
    }

    /** Such as {@code 0.weight F32 [64, 128]}. */
    @Override
    public String toString() {
        return name + " " + type + " " + Arrays.toString(shape);
    }
}
