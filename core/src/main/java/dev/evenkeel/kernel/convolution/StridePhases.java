package dev.evenkeel.kernel.convolution;

import dev.evenkeel.kernel.window.Axis;
import java.util.ArrayList;
import java.util.List;

/**
 * How a transposed convolution writes one axis: the positions {@code first, first + stride, ...} all get their sums from the
 * same taps, position {@code first + j * stride} through {@code taps[t]} from output position {@code j + shifts[t]}; shifts
 * ascend.
 *
 * @param phases one for each remainder of a position by the stride
 * @param before how many positions before the first output are read
 * @param padded the extent of the outputs with what is read before and behind them
 */
record StridePhases(List<Phase> phases, int before, int padded) {
    /** The positions {@code first + j * stride} for j below {@code count}. */
    record Phase(int first, int count, int[] taps, int[] shifts) {}

    static StridePhases of(Axis axis) {
        List<Phase> phases = new ArrayList<>();
        int lowest = 0;
        int highest = axis.output() - 1;
        for (int first = 0; first < Math.min(axis.stride(), axis.input()); first++) {
            Phase phase = phase(axis, first);
            for (int shift : phase.shifts) {
                lowest = Math.min(lowest, shift);
                highest = Math.max(highest, phase.count - 1 + shift);
            }
            phases.add(phase);
        }
        return new StridePhases(phases, -lowest, highest - lowest + 1);
    }

    private static Phase phase(Axis axis, int first) {
        int[] taps = new int[axis.size()];
        int[] shifts = new int[axis.size()];
        int found = 0;
        for (int tap = axis.size() - 1; tap >= 0; tap--) {
            int distance = first + axis.before() - tap * axis.dilation();
            if (distance % axis.stride() == 0) {
                taps[found] = tap;
                shifts[found++] = distance / axis.stride();
            }
        }
        int count = (axis.input() - first + axis.stride() - 1) / axis.stride();
        return new Phase(first, count, java.util.Arrays.copyOf(taps, found), java.util.Arrays.copyOf(shifts, found));
    }
}
