package dev.evenkeel.drift;

import dev.evenkeel.dataset.Batch;
import dev.evenkeel.dataset.Dataset;
import dev.evenkeel.dataset.Target;
import dev.evenkeel.drift.stream.Reservoir;
import dev.evenkeel.tensor.Mask;
import dev.evenkeel.tensor.Shape;
import java.util.ArrayList;
import java.util.List;

/**
 * A sample of bounded size of all examples that came by, each kept with the same chance (algorithm R: Vitter 1985), so that
 * {@link dev.evenkeel.model.Model#recalibrate(Dataset)} can gather statistics of what a model is fed now. It keeps inputs as they
 * are: what may not be stored must not be offered. Safe for any number of threads.
 */
public final class InputReservoir {
    private final Shape input;
    private final Reservoir<Kept> reservoir;

    private record Kept(float[] values, int[] padded) {}

    /** @param capacity examples at most */
    public InputReservoir(Shape input, int capacity, long seed) {
        this.input = input;
        reservoir = new Reservoir<>(capacity, seed);
    }

    /** As {@link #offer(float[], int, int, Mask)} for examples without padding. */
    public void offer(float[] inputs, int offset, int examples) {
        offer(inputs, offset, examples, new Mask(0, input.positions()));
    }

    /**
     * Keeps some of the examples.
     *
     * @param inputs {@code [examples, input]} from {@code offset} on; what is kept is copied
     * @param mask which of their positions are real
     */
    public void offer(float[] inputs, int offset, int examples, Mask mask) {
        for (int example = 0; example < examples; example++) {
            int number = example;
            reservoir.offer(() -> kept(inputs, offset + number * input.size(), mask, number));
        }
    }

    private Kept kept(float[] inputs, int from, Mask mask, int example) {
        float[] values = new float[input.size()];
        System.arraycopy(inputs, from, values, 0, values.length);
        int first = example * input.positions();
        List<Integer> padded = new ArrayList<>();
        for (int position = 0; !mask.isComplete() && position < input.positions(); position++) {
            if (!mask.isReal(first + position)) {
                padded.add(position);
            }
        }
        return new Kept(values, padded.stream().mapToInt(Integer::intValue).toArray());
    }

    /** How many examples came by. */
    public long offered() {
        return reservoir.offered();
    }

    /** What is kept now, with targets of 0, which recalibration does not read. */
    public Dataset dataset() {
        Reservoir.Sample<Kept> sample = reservoir.sample();
        return new Snapshot(input, sample.kept(), sample.offered());
    }

    private record Snapshot(Shape inputShape, List<Kept> examples, long offered) implements Dataset {
        @Override
        public int size() {
            return examples.size();
        }

        @Override
        public Target target() {
            return Target.values(1);
        }

        @Override
        public void read(int index, Batch batch, int row) {
            Kept example = examples.get(index);
            System.arraycopy(example.values(), 0, batch.inputs(), batch.inputOffset(row), example.values().length);
            batch.targets()[batch.targetOffset(row)] = 0;
            for (int position : example.padded()) {
                batch.mask().pad(row * inputShape.positions() + position);
            }
        }

        @Override
        public String name() {
            return examples.size() + " of " + offered + " inputs";
        }
    }
}
