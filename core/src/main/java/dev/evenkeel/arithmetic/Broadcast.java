package dev.evenkeel.arithmetic;

import dev.evenkeel.tensor.Shape;
import java.util.Arrays;
import java.util.Optional;

/**
 * How two inputs are stretched to one shape: aligned at their last axes, an extent of 1 repeats. The output is cut into
 * runs of neighbours along which each input either walks along or stands still.
 *
 * @param run how many values a run has
 * @param starts where the runs begin in an example of each input
 * @param steps how far apart neighbours of a run lie in each input: 0 or 1
 */
record Broadcast(int run, int[][] starts, int[] steps) {
    /** The shape that both stretch to; empty if an axis has two different extents and neither is 1. */
    static Optional<Shape> shape(Shape first, Shape second) {
        int[] extents = new int[Math.max(first.rank(), second.rank())];
        for (int axis = 1; axis <= extents.length; axis++) {
            int one = extent(first, axis);
            int other = extent(second, axis);
            if (one != other && one != 1 && other != 1) {
                return Optional.empty();
            }
            extents[extents.length - axis] = one == 1 ? other : one;
        }
        return Optional.of(Shape.of(extents));
    }

    /** The plan for two inputs that stretch to {@code output}. */
    static Broadcast of(Shape first, Shape second, Shape output) {
        int from = output.rank();
        int run = 1;
        int[] steps = {1, 1};
        for (boolean begun = false; from > 0; from--) {
            int extent = output.extent(from - 1);
            if (extent > 1) {
                int[] own = {step(first, output, from - 1), step(second, output, from - 1)};
                if (begun && !Arrays.equals(own, steps)) {
                    break;
                }
                begun = true;
                steps = own;
                run *= extent;
            }
        }
        int[][] starts = {starts(first, output, from), starts(second, output, from)};
        return new Broadcast(run, starts, steps);
    }

    /** Counted from the last axis, which is 1; axes that are not there have extent 1. */
    private static int extent(Shape shape, int fromLast) {
        return fromLast > shape.rank() ? 1 : shape.extent(-fromLast);
    }

    private static int step(Shape input, Shape output, int axis) {
        return extent(input, output.rank() - axis) == 1 ? 0 : 1;
    }

    /** Where an input's values lie for each position of the axes of {@code output} before {@code axes}. */
    static int[] starts(Shape input, Shape output, int axes) {
        int[] starts = {0};
        for (int axis = 0; axis < axes; axis++) {
            int extent = output.extent(axis);
            int stride = step(input, output, axis) * stride(input, output.rank() - axis);
            int[] longer = new int[starts.length * extent];
            for (int index = 0; index < longer.length; index++) {
                longer[index] = starts[index / extent] + index % extent * stride;
            }
            starts = longer;
        }
        return starts;
    }

    private static int stride(Shape shape, int fromLast) {
        int stride = 1;
        for (int axis = 1; axis < Math.min(fromLast, shape.rank() + 1); axis++) {
            stride *= shape.extent(-axis);
        }
        return stride;
    }

    int runs() {
        return starts[0].length;
    }

    int start(int input, int at) {
        return starts[input][at];
    }

    int step(int input) {
        return steps[input];
    }
}
