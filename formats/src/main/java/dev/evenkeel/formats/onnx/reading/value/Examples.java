package dev.evenkeel.formats.onnx.reading.value;

import java.util.Arrays;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * How many examples the values of a graph hold.
 *
 * <p>Where a run decides, a large prime stands for their number, so that shapes are computed with like any others and still
 * tell which extents are the batch's. What depends on the number itself shows by reading a graph for two primes.
 *
 * @param count how many; 1 if all of a value is one example
 * @param isOpen whether the count stands for any number
 */
public record Examples(long count, boolean isOpen) {
    public static final Examples ANY = new Examples(1_000_003, true);
    public static final Examples ANY_OTHER = new Examples(999_983, true);

    private static final long MAX_REST = 10_000;

    private static final long MAX_PER_EXAMPLE = 1L << 31;

    public static Examples of(long count) {
        return new Examples(count, false);
    }

    /** {@code perExample * n + rest} for any number n of examples. */
    private record Linear(long perExample, long rest) {
        boolean isFixed() {
            return perExample == 0;
        }
    }

    /** What a number that was computed of the stand-in says of any number of examples. */
    private Linear linear(long value) {
        long rest = Math.floorMod(value, count);
        rest = rest > count / 2 ? rest - count : rest;
        long perExample = (value - rest) / count;
        boolean counts = isOpen && Math.abs(rest) <= MAX_REST && Math.abs(perExample) < MAX_PER_EXAMPLE;
        return counts ? new Linear(perExample, rest) : new Linear(0, value);
    }

    /** Whether a number depends on how many examples there are. */
    public boolean isCounted(long value) {
        return !linear(value).isFixed();
    }

    /** Whether {@code left >= right}; empty if it holds for some numbers of examples only. */
    public Optional<Boolean> isAtLeast(long left, long right) {
        long slope = Math.subtractExact(linear(left).perExample(), linear(right).perExample());
        if (slope == 0) {
            return Optional.of(left >= right);
        }
        long forOne = slope + linear(left).rest() - linear(right).rest();
        return slope > 0 == forOne >= 0 ? Optional.of(slope > 0) : Optional.empty();
    }

    /** Whether {@code left = right}; empty if it holds for some numbers of examples only. */
    public Optional<Boolean> isEqual(long left, long right) {
        long slope = Math.subtractExact(linear(left).perExample(), linear(right).perExample());
        long rest = linear(right).rest() - linear(left).rest();
        boolean meets = slope != 0 && rest % slope == 0 && rest / slope >= 1;
        return meets ? Optional.empty() : Optional.of(left == right);
    }

    /** Whether {@code left / right} has the same remainder for any number of examples, and is a multiple of their number. */
    public boolean isDivisible(long left, long right) {
        Linear above = linear(left);
        Linear below = linear(right);
        if (!below.isFixed()) {
            return below.rest() == 0 && above.rest() == 0 && above.perExample() % below.perExample() == 0;
        }
        return above.isFixed() || above.perExample() % right == 0;
    }

    /** Extents for messages, with {@code batch} in the place of a number that stands for any. */
    public String told(long[] extents) {
        return Arrays.stream(extents).mapToObj(this::told).collect(Collectors.joining(", ", "[", "]"));
    }

    private String told(long extent) {
        if (!isOpen || extent <= 0 || extent % count != 0) {
            return Long.toString(extent);
        }
        return extent == count ? "batch" : "batch * " + extent / count;
    }
}
