package dev.evenkeel.formats.onnx.graph;

import dev.evenkeel.CheckReturnValue;
import java.util.Arrays;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * Where the examples of a batch lie in a file's value: its axis {@code axis} has {@code outer * examples * inner}
 * positions, the innermost moving fastest.
 *
 * <p>Most values have the batch as their first axis. A transpose moves it; a reshape to {@code [-1, D]} makes one axis of
 * the batch and the axes behind it, and the examples still lie apart.
 *
 * @param axis of the file's value; negative if the value is all one example
 * @param outer how many groups of examples there are
 * @param inner how many positions of the axis each example has within a group
 */
public record BatchAxis(int axis, int outer, int inner) {
    /** All of the value is one example. */
    public static final BatchAxis NONE = new BatchAxis(-1, 1, 1);

    /** The first axis counts examples. */
    public static final BatchAxis FIRST = new BatchAxis(0, 1, 1);

    /** Whether all of the value is one example. */
    public boolean isNone() {
        return axis < 0;
    }

    /** Whether the axis counts examples and nothing else, so that an example does not have it. */
    public boolean isOwn() {
        return axis >= 0 && perExample() == 1;
    }

    /** How many positions of the axis one example has. */
    public int perExample() {
        return Math.multiplyExact(outer, inner);
    }

    /** The same at another axis. */
    @CheckReturnValue
    public BatchAxis at(int other) {
        return new BatchAxis(other, outer, inner);
    }

    /**
     * Where the examples lie once the same values have other extents; empty if they would be torn apart.
     *
     * @param before how many values of an example lie before the batch, in the order of the file
     * @param examples in the batch
     * @param extents of all of the value
     * @param usual the axis to be preferred where several would do, as they can with a batch of one
     */
    public static Optional<BatchAxis> among(long before, long examples, long[] extents, int usual) {
        return IntStream.range(0, extents.length)
                .boxed()
                .flatMap(axis -> at(axis, before, examples, extents).stream())
                .min((one, other) -> Integer.compare(strangeness(one, usual), strangeness(other, usual)));
    }

    private static Optional<BatchAxis> at(int axis, long before, long examples, long[] extents) {
        long outside = Arrays.stream(extents, 0, axis).reduce(1, Math::multiplyExact);
        if (outside == 0 || before % outside != 0) {
            return Optional.empty();
        }
        long outer = before / outside;
        long group = Math.multiplyExact(outer, examples);
        return extents[axis] == 0 || extents[axis] % group != 0
                ? Optional.empty()
                : Optional.of(new BatchAxis(axis, Math.toIntExact(outer), Math.toIntExact(extents[axis] / group)));
    }

    private static int strangeness(BatchAxis batch, int usual) {
        return batch.isOwn() ? batch.axis == usual ? 0 : 1 : 2;
    }
}
