package dev.evenkeel.train.input;

import dev.evenkeel.CheckReturnValue;
import dev.evenkeel.dataset.Batch;
import dev.evenkeel.dataset.Dataset;
import java.util.Arrays;

/**
 * How many positions each example of a dataset needs, up to its last real one, and to which of a few lengths batches of them are
 * padded.
 *
 * @param of each example
 * @param ladder the lengths that batches are computed in, ascending; the last holds every example
 */
@CheckReturnValue
public record SequenceLengths(int[] of, int[] ladder) {
    private static final int BLOCK = 256;

    /** How many lengths a run has programs for: each has scratch of its own. */
    private static final int MAX_RUNGS = 10;

    /** Lengths between which a rung may lie. */
    private static final int MAX_CANDIDATES = 128;

    /** No lengths: batches are as long as the dataset's input. */
    public static final SequenceLengths NONE = new SequenceLengths(new int[0], new int[0]);

    /** Those of a dataset's masks; {@link #NONE} where all examples are of the whole length. */
    public static SequenceLengths of(Dataset data) {
        int[] lengths = new int[data.size()];
        int[] at = new int[1];
        data.forEachBatch(BLOCK, batch -> {
            for (int row = 0; row < batch.examples(); row++) {
                lengths[at[0]++] = batch.mask().length(row);
            }
        });
        int positions = data.inputShape().positions();
        return Arrays.stream(lengths).allMatch(length -> length == positions)
                ? NONE
                : new SequenceLengths(lengths, ladder(lengths));
    }

    /** The rungs for which the examples, each padded to the next, have the least padding together. */
    private static int[] ladder(int[] lengths) {
        int longest = Math.max(1, Arrays.stream(lengths).max().orElse(1));
        int step = (longest + MAX_CANDIDATES - 1) / MAX_CANDIDATES;
        int candidates = (longest + step - 1) / step;
        long[] counts = new long[candidates + 1];
        for (int length : lengths) {
            counts[(Math.max(1, length) + step - 1) / step]++;
        }
        for (int candidate = 1; candidate <= candidates; candidate++) {
            counts[candidate] += counts[candidate - 1];
        }
        int rungs = Math.min(MAX_RUNGS, candidates);
        long[][] positions = new long[rungs + 1][candidates + 1];
        int[][] before = new int[rungs + 1][candidates + 1];
        Arrays.fill(positions[0], Long.MAX_VALUE / 2);
        positions[0][0] = 0;
        for (int rung = 1; rung <= rungs; rung++) {
            for (int top = 0; top <= candidates; top++) {
                positions[rung][top] = Long.MAX_VALUE / 2;
                for (int below = 0; below <= top; below++) {
                    long sum = positions[rung - 1][below] + top * (counts[top] - counts[below]);
                    if (sum < positions[rung][top]) {
                        positions[rung][top] = sum;
                        before[rung][top] = below;
                    }
                }
            }
        }
        int[] ladder = new int[rungs];
        int top = candidates;
        for (int rung = rungs; rung > 0; rung--) {
            ladder[rung - 1] = Math.min(longest, top * step);
            top = before[rung][top];
        }
        return Arrays.stream(ladder).filter(length -> length > 0).distinct().toArray();
    }

    /** The same examples, all computed in so many positions. */
    public SequenceLengths padded(int positions) {
        return new SequenceLengths(of, new int[] {positions});
    }

    /** Whether some example is shorter than the dataset's input. */
    public boolean areKnown() {
        return of.length > 0;
    }

    /** Whether batches of similar lengths save anything. */
    boolean differ() {
        return ladder.length > 1;
    }

    /** The rung that holds a batch. */
    public int rungOf(Batch batch) {
        int longest = 0;
        for (int row = 0; row < batch.examples(); row++) {
            longest = Math.max(longest, batch.mask().length(row));
        }
        return rungOf(longest);
    }

    int rungOf(int length) {
        int rung = 0;
        while (ladder[rung] < length) {
            rung++;
        }
        return rung;
    }
}
