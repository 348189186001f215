package dev.evenkeel.program;

import java.util.ArrayList;
import java.util.List;

/**
 * The large arrays of a program, which programs of the same network for shorter sequences use again: one of them runs at a time.
 * They ask for as many in the same order, so that each finds one that is long enough.
 */
final class Arena {
    private final List<float[]> arrays;
    private int taken;

    Arena() {
        this(List.of());
    }

    private Arena(List<float[]> arrays) {
        this.arrays = new ArrayList<>(arrays);
    }

    /** The same arrays for another program. */
    Arena again() {
        return new Arena(arrays);
    }

    /** An array of at least so many values. */
    float[] take(int length) {
        int place = taken++;
        if (place < arrays.size() && arrays.get(place).length >= length) {
            return arrays.get(place);
        }
        float[] made = new float[length];
        if (place == arrays.size()) {
            arrays.add(made);
        }
        return made;
    }
}
