package dev.evenkeel.lab.experiment;

import dev.evenkeel.dataset.Dataset;
import java.util.function.Consumer;

/**
 * What experiments work with.
 *
 * @param name of the data
 * @param training examples to learn from
 * @param test examples to measure on
 * @param size how much is measured
 * @param seed the root of all random numbers
 * @param threads to compute with
 * @param progress is told what is going on, in a few words at a time
 */
public record Laboratory(
        String name, Dataset training, Dataset test, Size size, long seed, int threads, Consumer<String> progress) {
    /** How much an experiment measures. */
    public enum Size {
        /** A first impression, in seconds. */
        QUICK,
        /** Enough for a verdict. */
        FULL
    }
}
