package dev.evenkeel.train.input;

import dev.evenkeel.dataset.Batch;
import dev.evenkeel.dataset.Dataset;
import dev.evenkeel.worker.Workers;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Input values in ascending order, for each channel or for the whole: those of all examples, or, where these are many, of
 * examples in even distances; always with the least and the largest value of all. Padded positions are left out.
 */
public final class InputSample {
    private static final int MAX_VALUES = 1 << 24;
    /** Of all workers together. */
    private static final int MAX_EXCHANGED = 1 << 22;

    private static final int BLOCK = 256;

    private final int groups;
    private final int channels;
    private final List<float[]> values = new ArrayList<>();
    private final int[] counts;

    private InputSample(int groups, int channels, int each) {
        this.groups = groups;
        this.channels = channels;
        counts = new int[groups];
        for (int group = 0; group < groups; group++) {
            values.add(new float[each]);
        }
    }

    /** @param groups as many as there are channels, or 1 for the whole */
    public static List<float[]> sorted(Dataset data, int groups) {
        return sorted(data, groups, MAX_VALUES);
    }

    /** Of the examples of all workers, each of which gives as many values as its share of the examples is large. */
    public static List<float[]> sorted(Dataset data, Share share, int groups) {
        Workers workers = share.workers();
        if (!workers.several()) {
            return sorted(data, groups);
        }
        long values = (long) MAX_EXCHANGED * share.own() / share.all();
        List<float[]> sorted = new ArrayList<>();
        List<float[]> mine =
                share.own() > 0 ? sorted(data, groups, (int) values) : Collections.nCopies(groups, new float[0]);
        for (float[] own : mine) {
            double[] told = IntStream.range(0, own.length)
                    .mapToDouble(index -> own[index])
                    .toArray();
            double[] all = Arrays.stream(workers.gatherEach(told))
                    .flatMapToDouble(Arrays::stream)
                    .sorted()
                    .toArray();
            float[] ascending = new float[all.length];
            IntStream.range(0, all.length).forEach(index -> ascending[index] = (float) all[index]);
            sorted.add(ascending);
        }
        return sorted;
    }

    public static List<float[]> sorted(Dataset data, int groups, int maxValues) {
        int channels = data.inputShape().channels();
        int size = data.inputShape().size();
        int examples = Math.max(1, Math.min(data.size(), maxValues / size));
        float[] least = new float[groups];
        float[] largest = new float[groups];
        Arrays.fill(least, Float.POSITIVE_INFINITY);
        Arrays.fill(largest, Float.NEGATIVE_INFINITY);
        InputSample sample = new InputSample(groups, channels, examples * (size / groups) + 2);
        int[] at = new int[1];
        data.forEachBatch(BLOCK, batch -> {
            for (int row = 0; row < batch.examples(); row++, at[0]++) {
                boolean taken = chosen(at[0] + 1, examples, data.size()) > chosen(at[0], examples, data.size());
                sample.read(batch, row, size, taken, least, largest);
            }
        });
        List<float[]> sorted = new ArrayList<>();
        for (int group = 0; group < groups; group++) {
            sample.add(group, least[group]);
            sample.add(group, largest[group]);
            float[] ascending = Arrays.copyOf(sample.values.get(group), sample.counts[group]);
            Arrays.sort(ascending);
            sorted.add(examples == data.size() ? Arrays.copyOfRange(ascending, 1, ascending.length - 1) : ascending);
        }
        return sorted;
    }

    /** How many of the first {@code count} examples are taken. */
    private static long chosen(int count, int examples, int all) {
        return (long) count * examples / all;
    }

    private void read(Batch batch, int row, int size, boolean taken, float[] least, float[] largest) {
        float[] inputs = batch.inputs();
        int offset = batch.inputOffset(row);
        int positions = size / channels;
        for (int position = 0; position < positions; position++) {
            if (!batch.mask().isReal(row * positions + position)) {
                continue;
            }
            for (int channel = 0; channel < channels; channel++) {
                float value = inputs[offset + position * channels + channel];
                int group = channel % groups;
                least[group] = Math.min(least[group], value);
                largest[group] = Math.max(largest[group], value);
                if (taken) {
                    add(group, value);
                }
            }
        }
    }

    private void add(int group, float value) {
        values.get(group)[counts[group]++] = value;
    }
}
