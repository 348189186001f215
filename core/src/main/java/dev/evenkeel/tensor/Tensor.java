package dev.evenkeel.tensor;

import java.nio.FloatBuffer;
import java.util.Arrays;

/** An immutable array of floats with a shape, row-major: the last axis is contiguous. */
public final class Tensor {
    private final Shape shape;
    private final float[] values;

    private Tensor(Shape shape, float[] values) {
        if (values.length != shape.size()) {
            throw new IllegalArgumentException(
                    "A tensor " + shape + " needs " + shape.size() + " values, but got " + values.length);
        }
        this.shape = shape;
        this.values = values;
    }

    /** A tensor with a copy of {@code values}. */
    public static Tensor of(Shape shape, float... values) {
        return new Tensor(shape, values.clone());
    }

    public static Tensor filled(Shape shape, float value) {
        float[] values = new float[shape.size()];
        Arrays.fill(values, value);
        return new Tensor(shape, values);
    }

    public Shape shape() {
        return shape;
    }

    /** The value at a position of the row-major order. */
    public float at(int position) {
        return values[position];
    }

    public float[] toArray() {
        return values.clone();
    }

    public void copyTo(float[] target, int offset) {
        System.arraycopy(values, 0, target, offset, values.length);
    }

    /** A read-only view, without a copy. */
    public FloatBuffer view() {
        return FloatBuffer.wrap(values).asReadOnlyBuffer();
    }

    /** Whether no value is infinite or not a number. */
    public boolean isFinite() {
        for (float value : values) {
            if (!Float.isFinite(value)) {
                return false;
            }
        }
        return true;
    }

    /** Same shape and same bits. */
    @Override
    public boolean equals(Object other) {
        return other instanceof Tensor tensor && shape.equals(tensor.shape) && Arrays.equals(values, tensor.values);
    }

    @Override
    public int hashCode() {
        return 31 * shape.hashCode() + Arrays.hashCode(values);
    }

    @Override
    public String toString() {
        return "Tensor " + shape;
    }
}
