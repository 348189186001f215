package dev.evenkeel.dataset;

import dev.evenkeel.CheckReturnValue;
import java.util.Arrays;

/**
 * One input with its target.
 *
 * @param input row-major, channels last
 * @param target a class index as one float, or the values
 * @param weight how much the example counts; 0 or more
 * @param length how many positions are real, the rest being padding; {@link #COMPLETE} for all
 */
@CheckReturnValue
public record Example(float[] input, float[] target, float weight, int length) {
    /** The length of an example without padding. */
    public static final int COMPLETE = Integer.MAX_VALUE;

    public static Example of(float[] input, int classIndex) {
        return new Example(input, new float[] {classIndex}, 1f, COMPLETE);
    }

    public static Example of(float[] input, float... values) {
        return new Example(input, values, 1f, COMPLETE);
    }

    public Example withWeight(float newWeight) {
        return new Example(input, target, newWeight, length);
    }

    public Example withLength(int newLength) {
        return new Example(input, target, weight, newLength);
    }

    /** As {@code example of 784 inputs, target [3.0]}; the inputs themselves would fill pages. */
    @Override
    public String toString() {
        return "example of " + input.length + " inputs, target " + Arrays.toString(target)
                + (weight == 1 ? "" : ", weight " + weight)
                + (length == COMPLETE ? "" : ", length " + length);
    }
}
