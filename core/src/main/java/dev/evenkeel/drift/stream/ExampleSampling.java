package dev.evenkeel.drift.stream;

import dev.evenkeel.tensor.Randomness;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.IntConsumer;

/**
 * Chooses one of so many examples by their number alone: another one in each stretch, so that nothing that repeats escapes. Safe for
 * any number of threads.
 */
public final class ExampleSampling {
    private final int every;
    private final long key;
    private final AtomicLong seen = new AtomicLong();

    /** @param every one of so many */
    public ExampleSampling(int every, long key) {
        this.every = every;
        this.key = key;
    }

    /** Takes those that are chosen of so many more examples, by their places from 0 on. */
    public void choose(int examples, IntConsumer taken) {
        long first = seen.getAndAdd(examples);
        for (long stretch = first / every; stretch * every < first + examples; stretch++) {
            long place = stretch * every + chosen(stretch) - first;
            if (place >= 0 && place < examples) {
                taken.accept((int) place);
            }
        }
    }

    private int chosen(long stretch) {
        return (int) Long.remainderUnsigned(Randomness.derive(key, stretch), every);
    }

    /** How many examples came by. */
    public long seen() {
        return seen.get();
    }
}
