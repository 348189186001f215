package dev.evenkeel.train.input;

import dev.evenkeel.dataset.EvenBatches;
import dev.evenkeel.json.JsonArray;
import dev.evenkeel.json.JsonObject;
import dev.evenkeel.tensor.Randomness;
import java.util.Arrays;

/**
 * Which examples come when: a function of (seed, epoch) alone. All are shuffled; where sequences differ in length, those of a few
 * batches are then sorted by length, so that each batch has similar ones, and these batches come in an order of chance.
 *
 * @param lengths to sort by, if they are known
 */
public record ExampleOrder(EvenBatches cut, SequenceLengths lengths, long seed) {
    /** Of how many batches examples are sorted: more of them have less padding, and are less random. */
    private static final int WINDOW = 16;

    /** Writes the order of an epoch. */
    public void write(int[] order, int epoch) {
        Arrays.setAll(order, index -> index);
        Randomness.of(seed, "order", epoch).shuffle(order);
        if (lengths.differ()) {
            Randomness randomness = Randomness.of(seed, "similar lengths", epoch);
            int windows = (cut.count() + WINDOW - 1) / WINDOW;
            for (int window = 0; window < windows; window++) {
                int first = (int) ((long) cut.count() * window / windows);
                int end = (int) ((long) cut.count() * (window + 1) / windows);
                sort(order, first, end, randomness);
            }
        }
    }

    /** Sorts the examples of the batches {@code [first, end)}. */
    private void sort(int[] order, int first, int end, Randomness randomness) {
        int[] window = Arrays.copyOfRange(order, cut.from(first), cut.from(end));
        long[] keys = new long[window.length];
        Arrays.setAll(keys, place -> (long) lengths.of()[window[place]] << Integer.SIZE | place);
        Arrays.sort(keys);
        int[] batches = new int[end - first];
        Arrays.setAll(batches, index -> first + index);
        randomness.shuffle(batches);
        int taken = 0;
        for (int batch : batches) {
            for (int place = cut.from(batch); place < cut.to(batch); place++) {
                order[place] = window[(int) keys[taken++]];
            }
        }
    }

    /** What is known of padding in training: its share of the first epoch, and the lengths that batches are computed in. */
    public JsonObject padding() {
        return JsonObject.of().with("share", paddingShare(0)).with("lengths", JsonArray.ofNumbers(lengths.ladder()));
    }

    /** The share of padding among the positions that an epoch computes. */
    public double paddingShare(int epoch) {
        int[] order = new int[lengths.of().length];
        write(order, epoch);
        long computed = 0;
        long real = 0;
        for (int batch = 0; batch < cut.count(); batch++) {
            int longest = 0;
            for (int place = cut.from(batch); place < cut.to(batch); place++) {
                longest = Math.max(longest, lengths.of()[order[place]]);
                real += lengths.of()[order[place]];
            }
            computed += (long) (cut.to(batch) - cut.from(batch)) * lengths.ladder()[lengths.rungOf(longest)];
        }
        return computed == 0 ? 0 : 1 - (double) real / computed;
    }
}
