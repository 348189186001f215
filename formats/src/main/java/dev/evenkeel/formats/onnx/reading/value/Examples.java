package dev.evenkeel.formats.onnx.reading.value;

import java.util.Arrays;
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

    public static Examples of(long count) {
        return new Examples(count, false);
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
