package dev.evenkeel.data.split;

import dev.evenkeel.dataset.Dataset;

/** Two disjoint parts of the same kind of examples: one to learn from, and one to be read once, after training. */
public record DataSplit(Dataset training, Dataset test) {
    /** A line for each part. */
    @Override
    public String toString() {
        return training.describe() + System.lineSeparator() + test.describe();
    }
}
