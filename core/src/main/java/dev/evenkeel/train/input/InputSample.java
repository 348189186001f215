package dev.evenkeel.train.input;

import dev.evenkeel.dataset.Batch;
import dev.evenkeel.dataset.Dataset;
import dev.evenkeel.worker.Workers;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Input values in ascending order, for each channel or for the whole: those of all examples, or, where these are many, of
 * examples in even distances; always with the least and the largest value of all. Padded positions are left out. Several workers, whose
 * examples are numbered through, take the values that one worker would.
 */
public final class InputSample {
    private static final int MAX_VALUES = 1 << 24;
    /** Of all workers together. */
    private static final int EXCHANGED_AT_ONCE = 1 << 20;

    private static final int BLOCK = 256;

    private final Share share;
    /** How many examples of all are taken. */
    private final int examples;

    private final int channels;
    private final int positions;
    private final float[][] values;
    private final int[] counts;
    private final float[] least;
    private final float[] largest;
    private int read;

    private InputSample(Dataset data, Share share, int groups, int maxValues) {
        this.share = share;
        int size = data.inputShape().size();
        channels = data.inputShape().channels();
        positions = size / channels;
        examples = Math.max(1, Math.min(share.all(), maxValues / size));
        long taken = taken(share.first() + share.own()) - taken(share.first());
        values = new float[groups][Math.toIntExact(taken * (size / groups))];
        counts = new int[groups];
        least = new float[groups];
        largest = new float[groups];
        Arrays.fill(least, Float.POSITIVE_INFINITY);
        Arrays.fill(largest, Float.NEGATIVE_INFINITY);
    }

    /**
     * The values of the examples of all workers; each gets the same.
     *
     * @param groups as many as there are channels, or 1 for the whole
     */
    public static List<float[]> sorted(Dataset data, Share share, int groups) {
        return sorted(data, share, groups, MAX_VALUES);
    }

    /** As {@link #sorted(Dataset, Share, int)}, of about so many values, beside the least and the largest. */
    static List<float[]> sorted(Dataset data, Share share, int groups, int maxValues) {
        InputSample sample = new InputSample(data, share, groups, maxValues);
        if (share.own() > 0) {
            data.forEachBatch(BLOCK, sample::read);
        }
        return sample.sorted();
    }

    /** How many of the first {@code count} examples of all are taken. */
    private long taken(long count) {
        return count * examples / share.all();
    }

    private void read(Batch batch) {
        for (int row = 0; row < batch.examples(); row++, read++) {
            long number = (long) share.first() + read;
            boolean isTaken = taken(number + 1) > taken(number);
            int offset = batch.inputOffset(row);
            for (int position = 0; position < positions; position++) {
                if (batch.mask().isReal(row * positions + position)) {
                    read(batch.inputs(), offset + position * channels, isTaken);
                }
            }
        }
    }

    private void read(float[] inputs, int offset, boolean isTaken) {
        for (int channel = 0; channel < channels; channel++) {
            float value = inputs[offset + channel];
            int group = channel % values.length;
            least[group] = Math.min(least[group], value);
            largest[group] = Math.max(largest[group], value);
            if (isTaken) {
                values[group][counts[group]++] = value;
            }
        }
    }

    private List<float[]> sorted() {
        Workers workers = share.workers();
        List<float[]> sorted = new ArrayList<>();
        for (int group = 0; group < values.length; group++) {
            double[] extremes = new double[2 * workers.count()];
            workers.gather(new double[] {least[group], -largest[group]}, extremes);
            float[] ascending = gathered(Arrays.copyOf(values[group], counts[group]), workers);
            if (examples < share.all()) {
                int taken = ascending.length;
                ascending = Arrays.copyOf(ascending, taken + 2);
                ascending[taken] = least(extremes, 0);
                ascending[taken + 1] = -least(extremes, 1);
            }
            Arrays.sort(ascending);
            sorted.add(ascending);
        }
        return sorted;
    }

    private static float least(double[] pairs, int first) {
        float least = Float.POSITIVE_INFINITY;
        for (int index = first; index < pairs.length; index += 2) {
            least = Math.min(least, (float) pairs[index]);
        }
        return least;
    }

    /** The values of all workers, in bounded messages. */
    private static float[] gathered(float[] mine, Workers workers) {
        if (!workers.several()) {
            return mine;
        }
        double[] counts = new double[workers.count()];
        workers.gather(new double[] {mine.length}, counts);
        float[] all = new float[(int) Arrays.stream(counts).sum()];
        double[] part = new double[Math.max(1, EXCHANGED_AT_ONCE / workers.count())];
        double[] parts = new double[part.length * workers.count()];
        int longest = (int) Arrays.stream(counts).max().orElse(0);
        int filled = 0;
        for (int from = 0; from < longest; from += part.length) {
            for (int index = from; index < Math.min(mine.length, from + part.length); index++) {
                part[index - from] = mine[index];
            }
            workers.gather(part, parts);
            for (int worker = 0; worker < counts.length; worker++) {
                int here = (int) Math.min(part.length, counts[worker] - from);
                for (int index = 0; index < here; index++) {
                    all[filled++] = (float) parts[worker * part.length + index];
                }
            }
        }
        return all;
    }
}
