package dev.evenkeel.kernel.window;

import java.util.stream.IntStream;

/**
 * How a window moves along one axis of an input: output position {@code o} reads the input positions
 * {@code o * stride - before + k * dilation} for {@code k} in {@code [0, size)}; those outside {@code [0, input)} are
 * padding.
 *
 * @param input the input's extent
 * @param output the output's extent
 * @param size how many positions the window covers
 * @param stride how far the window moves from one output position to the next
 * @param dilation the distance of neighbouring positions of the window
 * @param before padded positions before the input
 * @param after padded positions after the input; below 0 if the last ones of the input are never read
 */
public record Axis(int input, int output, int size, int stride, int dilation, int before, int after) {
    /** An axis along which nothing moves. */
    public static final Axis POINT = new Axis(1, 1, 1, 1, 1, 0, 0);

    /** The extent of the input with its padding. */
    public int padded() {
        return before + input + Math.max(0, after);
    }

    /** The input positions that output position {@code at} reads, padding left out. */
    public int[] read(int at) {
        int first = at * stride - before;
        return IntStream.range(0, size)
                .map(k -> first + k * dilation)
                .filter(position -> position >= 0 && position < input)
                .toArray();
    }

    /** Whether the window of output position {@code at} reaches into the padding. */
    public boolean overhangs(int at) {
        long first = (long) at * stride - before;
        return first < 0 || first + (long) (size - 1) * dilation >= input;
    }

    /** Whether the windows are neighbours that share no position and leave none out. */
    public boolean isCutEvenly() {
        return stride == size && (dilation == 1 || size == 1) && before == 0 && input == output * size;
    }
}
