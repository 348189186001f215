package dev.evenkeel.tensor;

import java.util.Arrays;

/**
 * Which positions of each example in a batch are real and which are padding, as for sequences of different length. A
 * reusable buffer: whoever fills a batch marks it, layers only read it. A fresh mask marks every position as real.
 */
public final class Mask {
    private final int positions;
    private final boolean[] real;
    private boolean complete = true;

    /** A mask for up to {@code examples} examples of {@code positions} positions each. */
    public Mask(int examples, int positions) {
        this.positions = positions;
        this.real = new boolean[Math.multiplyExact(examples, positions)];
        Arrays.fill(real, true);
    }

    public int positions() {
        return positions;
    }

    /** Whether no position is padding, so that a layer may treat the whole batch at once. */
    public boolean isComplete() {
        return complete;
    }

    /** Whether {@code row}, that is {@code example * positions + position}, is real. */
    public boolean isReal(int row) {
        return real[row];
    }

    /** Marks every position as real. */
    public void clear() {
        if (!complete) {
            Arrays.fill(real, true);
            complete = true;
        }
    }

    /** Marks one position as padding. */
    public void pad(int row) {
        real[row] = false;
        complete = false;
    }

    /** Marks the positions of {@code example} from {@code length} on as padding. */
    public void truncate(int example, int length) {
        for (int position = length; position < positions; position++) {
            pad(example * positions + position);
        }
    }

    /** Takes over the marks of another mask's first {@code examples} examples, as far as this one's positions go. */
    public void copyFrom(Mask other, int examples) {
        clear();
        if (!other.complete) {
            for (int example = 0; example < examples; example++) {
                copyFrom(other, example, example);
            }
        }
    }

    /** Takes over the marks of another mask's example for one of this one's, as far as this one's positions go. */
    public void copyFrom(Mask other, int from, int example) {
        for (int position = 0; position < positions; position++) {
            boolean isReal = other.real[from * other.positions + position];
            real[example * positions + position] = isReal;
            complete &= isReal;
        }
    }

    /** One more than the last real position of {@code example}; 0 if there is none. */
    public int length(int example) {
        int length = positions;
        while (length > 0 && !real[example * positions + length - 1]) {
            length--;
        }
        return length;
    }

    /** The first real row in {@code [from, to)}, or {@code to}. */
    public int nextReal(int from, int to) {
        if (complete) {
            return from;
        }
        int row = from;
        while (row < to && !real[row]) {
            row++;
        }
        return row;
    }

    /** The first padded row in {@code [from, to)}, or {@code to}. */
    public int nextPadded(int from, int to) {
        if (complete) {
            return to;
        }
        int row = from;
        while (row < to && real[row]) {
            row++;
        }
        return row;
    }

    /** How many rows in {@code [from, to)} are real. */
    public int realRows(int from, int to) {
        if (complete) {
            return to - from;
        }
        int count = 0;
        for (int row = from; row < to; row++) {
            if (real[row]) {
                count++;
            }
        }
        return count;
    }
}
