package dev.evenkeel.tensor;

import dev.evenkeel.CheckReturnValue;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/**
 * The extents of an array, outermost first, channels last. The shape of an example leaves the batch out: an image is
 * {@code [height, width, channels]}, a row of a table {@code [features]}. The empty shape is a scalar.
 */
@CheckReturnValue
public final class Shape {
    private static final Shape SCALAR = new Shape(new int[0]);

    private final int[] extents;
    private final int size;

    private Shape(int[] extents) {
        long product = 1;
        for (int extent : extents) {
            if (extent < 0) {
                throw new IllegalArgumentException(
                        "A shape needs extents of 0 or more, but got " + Arrays.toString(extents));
            }
            product = Math.multiplyExact(product, (long) extent);
            if (product > Integer.MAX_VALUE) {
                throw new IllegalArgumentException("Shape " + Arrays.toString(extents)
                        + " holds more than 2^31 - 1 values, more than one array can");
            }
        }
        this.extents = extents;
        this.size = (int) product;
    }

    /** @throws IllegalArgumentException if an extent is negative or the product exceeds 2^31 - 1 */
    public static Shape of(int... extents) {
        return extents.length == 0 ? SCALAR : new Shape(extents.clone());
    }

    public static Shape of(List<Integer> extents) {
        return of(extents.stream().mapToInt(Integer::intValue).toArray());
    }

    public static Shape scalar() {
        return SCALAR;
    }

    public int rank() {
        return extents.length;
    }

    /** The extent of {@code axis}; a negative axis counts from the last, as -1. */
    public int extent(int axis) {
        return extents[axis < 0 ? axis + extents.length : axis];
    }

    /** How many values an array of this shape holds. */
    public int size() {
        return size;
    }

    /** The extent of the last axis: channels, or features. A scalar has 1. */
    public int channels() {
        return extents.length == 0 ? 1 : extents[extents.length - 1];
    }

    /** How many positions carry channels: the product of all extents but the last. */
    public int positions() {
        int positions = 1;
        for (int axis = 0; axis < extents.length - 1; axis++) {
            positions *= extents[axis];
        }
        return positions;
    }

    /** The same positions with other channels. */
    public Shape withChannels(int channels) {
        if (extents.length == 0) {
            return of(channels);
        }
        int[] changed = extents.clone();
        changed[changed.length - 1] = channels;
        return new Shape(changed);
    }

    /** The axes from {@code from} on. */
    public Shape tail(int from) {
        return of(Arrays.copyOfRange(extents, from, extents.length));
    }

    /** This shape with {@code extent} before it, as the batch of an example. */
    public Shape prepend(int extent) {
        int[] longer = new int[extents.length + 1];
        longer[0] = extent;
        System.arraycopy(extents, 0, longer, 1, extents.length);
        return new Shape(longer);
    }

    public int[] toArray() {
        return extents.clone();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Shape shape && Arrays.equals(extents, shape.extents);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(extents);
    }

    /** As {@code [28, 28, 1]}. */
    @Override
    public String toString() {
        return Arrays.stream(extents).mapToObj(Integer::toString).collect(Collectors.joining(", ", "[", "]"));
    }
}
