package dev.evenkeel.sequence.normalized;

import dev.evenkeel.operation.Activations;
import java.util.Arrays;

/**
 * The real positions of a batch by steps: row {@code step * examples + example} is the step-th real position of an example in a
 * direction's order, whatever padding lies between. So a step is the same one however far a batch is padded.
 */
final class AlignedSteps {
    private static final int NONE = -1;

    private final Activations input;
    private final boolean reversed;
    private final int positions;
    private final int[] places;
    private final int[] lengths;
    private int examples;
    private int steps;

    AlignedSteps(Activations input, NormalizedCell.Order order) {
        this.input = input;
        reversed = order == NormalizedCell.Order.LAST_TO_FIRST;
        positions = input.shape().positions();
        places = new int[positions * input.capacity()];
        lengths = new int[input.capacity()];
    }

    /** Reads which positions of the batch are real. */
    void begin(int count) {
        examples = count;
        steps = 0;
        Arrays.fill(places, 0, positions * count, NONE);
        for (int example = 0; example < count; example++) {
            int length = 0;
            for (int index = 0; index < positions; index++) {
                int row = example * positions + (reversed ? positions - 1 - index : index);
                if (input.mask().isReal(row)) {
                    places[length * count + example] = row;
                    length++;
                }
            }
            lengths[example] = length;
            steps = Math.max(steps, length);
        }
    }

    int examples() {
        return examples;
    }

    /** How many steps the longest sequence of the batch has. */
    int steps() {
        return steps;
    }

    int rows() {
        return steps * examples;
    }

    boolean isReal(int step, int example) {
        return step < lengths[example];
    }

    /** How many sequences have a step. */
    int count(int step) {
        int count = 0;
        for (int example = 0; example < examples; example++) {
            count += step < lengths[example] ? 1 : 0;
        }
        return count;
    }

    /** Where the input and output of a step that is real lie, in rows. */
    int place(int step, int example) {
        return places[step * examples + example];
    }

    /** Reads the inputs of the rows {@code [from, to)}; 0 where there is no step. */
    void gather(float[] to, int from, int end) {
        int channels = input.shape().channels();
        for (int row = from; row < end; row++) {
            int at = row * channels;
            if (places[row] == NONE) {
                Arrays.fill(to, at, at + channels, 0f);
            } else {
                System.arraycopy(input.values(), places[row] * channels, to, at, channels);
            }
        }
    }

    /** Adds the gradients of all rows to their places. */
    void scatter(float[] gradients, float[] inputGradient) {
        int channels = input.shape().channels();
        for (int row = 0; row < rows(); row++) {
            for (int channel = 0; places[row] != NONE && channel < channels; channel++) {
                inputGradient[places[row] * channels + channel] += gradients[row * channels + channel];
            }
        }
    }
}
