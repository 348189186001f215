package dev.evenkeel.data.table.drift;

/**
 * Where a column lies among the inputs.
 *
 * @param first its first input
 * @param width how many it has
 * @param isNumber whether it is one number, or else an input for each of its categories, of which at most one is 1
 */
public record ColumnPlace(int first, int width, boolean isNumber) {
    int end() {
        return first + width;
    }

    /** Whether a row has none of the categories. */
    boolean isEmpty(float[] inputs, int at) {
        for (int input = at + first; input < at + end(); input++) {
            if (inputs[input] != 0) {
                return false;
            }
        }
        return true;
    }
}
