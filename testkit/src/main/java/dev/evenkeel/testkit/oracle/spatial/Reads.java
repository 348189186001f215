package dev.evenkeel.testkit.oracle.spatial;

import dev.evenkeel.spatial.Padding;
import dev.evenkeel.spatial.Window;
import dev.evenkeel.tensor.Shape;
import java.util.function.IntFunction;

/**
 * Which input positions each output position reads.
 *
 * @param extent how many positions the input has
 * @param taps {@code taps[o][k]} is the k-th position that output position o reads; {@link #OUTSIDE} if the input has none
 *     there
 */
record Reads(int extent, int[][] taps) {
    static final int OUTSIDE = -1;

    /** Along every spatial axis of an example, positions in row-major order. */
    static Reads of(Shape input, IntFunction<Reads> along) {
        Reads all = new Reads(1, new int[][] {{0}});
        for (int axis = 0; axis < input.rank() - 1; axis++) {
            all = all.times(along.apply(axis));
        }
        return all;
    }

    /** Of a window over an example. */
    static Reads of(Shape input, Window window) {
        return of(input, axis -> of(input.extent(axis), axis, window));
    }

    private static Reads of(int extent, int axis, Window window) {
        int size = window.size().at(axis);
        int stride = window.stride().at(axis);
        int dilation = window.dilation().at(axis);
        int reach = (size - 1) * dilation + 1;
        if (window.padding() instanceof Padding.Explicit padding) {
            int before = padding.before().at(axis);
            int after = padding.after().at(axis);
            return moving(extent, (before + extent + after - reach) / stride + 1, size, stride, dilation, before);
        }
        int outputs = ceil(extent, stride);
        int missing = Math.max(0, (outputs - 1) * stride + reach - extent);
        return moving(extent, outputs, size, stride, dilation, missing / 2);
    }

    /** {@code o * stride - before + k * dilation}. */
    static Reads moving(int extent, int outputs, int size, int stride, int dilation, int before) {
        int[][] taps = new int[outputs][size];
        for (int o = 0; o < outputs; o++) {
            for (int k = 0; k < size; k++) {
                int position = o * stride - before + k * dilation;
                taps[o][k] = position >= 0 && position < extent ? position : OUTSIDE;
            }
        }
        return new Reads(extent, taps);
    }

    /** From {@code floor(o * extent / outputs)} to {@code ceil((o + 1) * extent / outputs)}. */
    static Reads regions(int extent, int outputs) {
        int[][] taps = new int[outputs][];
        for (int o = 0; o < outputs; o++) {
            int from = o * extent / outputs;
            int to = ceil((o + 1) * extent, outputs);
            taps[o] = new int[to - from];
            for (int k = 0; k < to - from; k++) {
                taps[o][k] = from + k;
            }
        }
        return new Reads(extent, taps);
    }

    /** {@code floor(o / factor)}. */
    static Reads repeated(int extent, int factor) {
        int[][] taps = new int[extent * factor][];
        for (int o = 0; o < taps.length; o++) {
            taps[o] = new int[] {o / factor};
        }
        return new Reads(extent, taps);
    }

    /** How many positions the output has. */
    int outputs() {
        return taps.length;
    }

    static int ceil(int number, int divisor) {
        return (number + divisor - 1) / divisor;
    }

    private Reads times(Reads inner) {
        int[][] both = new int[taps.length * inner.taps.length][];
        for (int o = 0; o < both.length; o++) {
            both[o] = times(taps[o / inner.taps.length], inner.taps[o % inner.taps.length], inner.extent);
        }
        return new Reads(extent * inner.extent, both);
    }

    private static int[] times(int[] outer, int[] inner, int extent) {
        int[] both = new int[outer.length * inner.length];
        for (int k = 0; k < both.length; k++) {
            int line = outer[k / inner.length];
            int point = inner[k % inner.length];
            both[k] = line == OUTSIDE || point == OUTSIDE ? OUTSIDE : line * extent + point;
        }
        return both;
    }
}
