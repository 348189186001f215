package dev.evenkeel.drift.stream;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * Windows of 64, 128, 256, ... examples, each tested when it is full. Windows of a size follow each other without overlap, two make
 * one of the next size, and the largest are let go: so a drift that begins late is found as soon as one that is there from the start,
 * but for the chance of false alarms. Of that the j-th window of a size may spend {@code 1 / (j (j + 1))} of its share, which sums to
 * 1: it holds over any number of windows, so at any time, however often somebody looks.
 *
 * @param <S> what is summed over the examples of a window
 */
public final class Windows<S extends Windows.Sums<S>> {
    /** Examples of the smallest window. */
    public static final int BLOCK = 64;
    /** Sizes of up to 32,768 examples: for what has no end. */
    public static final int LEVELS = 10;
    /** Sizes enough for all examples of a sample. */
    public static final int ALL_LEVELS = 26;

    private final double falseAlarms;
    private final Supplier<S> empty;
    private final Test<S> test;
    private final List<Optional<S>> pending = new ArrayList<>();
    private final long[] tested;
    private S block;
    private Optional<S> largest = Optional.empty();
    private long examples;

    /** Sums over examples, which those of other examples can be added to. */
    public interface Sums<S> {
        long examples();

        void merge(S other);
    }

    /** Looks at a full window. */
    @FunctionalInterface
    public interface Test<S> {
        /**
         * Looks at it.
         *
         * @param level of its size, from 0
         * @param chance of a false alarm that may be spent on it
         */
        void full(S window, int level, double chance);
    }

    /**
     * Begins without examples.
     *
     * @param levels how many sizes there are
     * @param falseAlarms the chance that all windows together may spend
     */
    public Windows(int levels, double falseAlarms, Supplier<S> empty, Test<S> test) {
        this.falseAlarms = falseAlarms;
        this.empty = empty;
        this.test = test;
        tested = new long[levels];
        for (int level = 0; level < levels; level++) {
            pending.add(Optional.empty());
        }
        block = empty.get();
    }

    /** Adds one example to the sums that it is given. */
    public void add(Consumer<S> example) {
        example.accept(block);
        examples++;
        if (block.examples() == BLOCK) {
            S window = block;
            block = empty.get();
            full(window, 0);
        }
    }

    private void full(S window, int level) {
        double number = ++tested[level];
        test.full(window, level, falseAlarms / tested.length / (number * (number + 1)));
        Optional<S> before = pending.get(level);
        if (level == tested.length - 1) {
            largest = Optional.of(window);
        } else if (before.isEmpty()) {
            pending.set(level, Optional.of(window));
        } else {
            pending.set(level, Optional.empty());
            S both = empty.get();
            both.merge(before.get());
            both.merge(window);
            full(both, level + 1);
        }
    }

    /** How many examples came by. */
    public long examples() {
        return examples;
    }

    /** What all windows together may spend. */
    public double falseAlarms() {
        return falseAlarms;
    }

    /** What the first window of each size may spend. */
    public double firstChance() {
        return falseAlarms / tested.length / 2;
    }

    /** All examples since windows of the largest size began anew. */
    public S since() {
        S all = empty.get();
        pending.forEach(window -> window.ifPresent(all::merge));
        all.merge(block);
        return all;
    }

    /** As {@link #since}, or the last window of the largest size, if that has more examples. */
    public S latest() {
        S all = since();
        return largest.filter(window -> window.examples() > all.examples()).orElse(all);
    }
}
