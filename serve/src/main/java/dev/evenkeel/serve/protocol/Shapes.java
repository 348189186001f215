package dev.evenkeel.serve.protocol;

import java.util.List;

/** Extents of tensors, and how many elements they make. */
final class Shapes {
    static final int MAX_AXES = 64;

    private Shapes() {}

    /** A number of things in a message. */
    static String counted(long count, String thing) {
        return count + " " + thing + (count == 1 ? "" : "s");
    }

    /**
     * The number of elements.
     *
     * @throws ArithmeticException if there are more than a {@code long} counts
     */
    static long elements(List<Long> shape) {
        if (shape.contains(0L)) {
            return 0;
        }
        long elements = 1;
        for (long extent : shape) {
            elements = Math.multiplyExact(elements, extent);
        }
        return elements;
    }
}
