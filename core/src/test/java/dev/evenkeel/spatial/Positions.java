package dev.evenkeel.spatial;

import dev.evenkeel.tensor.Shape;
import java.util.ArrayList;
import java.util.List;

/** The positions that the windows of a layer read, counted out from the formula alone. */
record Positions(Shape input, Shape output, List<List<Integer>> read) {
    /** {@code o * stride - before + k * dilation} along every axis, row-major, without those outside the input. */
    static Positions of(Shape input, Window window) {
        int axes = input.rank() - 1;
        int[] extents = input.toArray();
        List<List<Integer>> all = List.of(List.of(0));
        for (int axis = 0; axis < axes; axis++) {
            int size = window.size().at(axis);
            int stride = window.stride().at(axis);
            int dilation = window.dilation().at(axis);
            int reach = (size - 1) * dilation + 1;
            int outputs = (int) Math.ceil((double) input.extent(axis) / stride);
            int before = Math.max(0, (outputs - 1) * stride + reach - input.extent(axis)) / 2;
            if (window.padding() instanceof Padding.Explicit given) {
                before = given.before().at(axis);
                int padded = input.extent(axis) + before + given.after().at(axis);
                outputs = (padded - reach) / stride + 1;
            }
            extents[axis] = outputs;
            List<List<Integer>> along = new ArrayList<>();
            for (int output = 0; output < outputs; output++) {
                List<Integer> taps = new ArrayList<>();
                for (int k = 0; k < size; k++) {
                    int position = output * stride - before + k * dilation;
                    if (0 <= position && position < input.extent(axis)) {
                        taps.add(position);
                    }
                }
                along.add(taps);
            }
            all = product(all, along, input.extent(axis));
        }
        return new Positions(input, Shape.of(extents), all);
    }

    /** From {@code floor(o * n / outputs)} to {@code ceil((o + 1) * n / outputs)} along every axis. */
    static Positions adaptive(Shape input, Extents size) {
        int[] extents = input.toArray();
        List<List<Integer>> all = List.of(List.of(0));
        for (int axis = 0; axis < input.rank() - 1; axis++) {
            int n = input.extent(axis);
            extents[axis] = size.at(axis);
            List<List<Integer>> along = new ArrayList<>();
            for (int output = 0; output < extents[axis]; output++) {
                List<Integer> taps = new ArrayList<>();
                for (int position = (int) Math.floor((double) output * n / extents[axis]);
                        position < Math.ceil((output + 1.0) * n / extents[axis]);
                        position++) {
                    taps.add(position);
                }
                along.add(taps);
            }
            all = product(all, along, n);
        }
        return new Positions(input, Shape.of(extents), all);
    }

    private static List<List<Integer>> product(List<List<Integer>> outer, List<List<Integer>> inner, int extent) {
        List<List<Integer>> both = new ArrayList<>();
        for (List<Integer> before : outer) {
            for (List<Integer> along : inner) {
                List<Integer> taps = new ArrayList<>();
                before.forEach(position -> along.forEach(next -> taps.add(position * extent + next)));
                both.add(taps);
            }
        }
        return both;
    }

    /** One value for each element of the outputs of several examples. */
    double[] outputs(int examples, Formula formula) {
        int channels = input.channels();
        double[] y = new double[examples * output.size()];
        for (int at = 0; at < y.length; at++) {
            int example = at / output.size();
            int channel = at % channels;
            y[at] = formula.of(read.get(at / channels % output.positions()).stream()
                    .mapToInt(position -> example * input.size() + position * channels + channel)
                    .toArray());
        }
        return y;
    }

    /** An output, from where in the input its window's values are. */
    interface Formula {
        double of(int[] places);
    }
}
