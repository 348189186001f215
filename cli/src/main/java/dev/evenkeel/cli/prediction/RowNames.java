package dev.evenkeel.cli.prediction;

import dev.evenkeel.dataset.Dataset;
import java.util.List;
import java.util.stream.IntStream;

/**
 * What rows are called, where each has a name of its own.
 *
 * @param heading of their column, as {@code file}
 * @param names of the rows, in order; empty where they have none
 */
public record RowNames(String heading, List<String> names) {
    static final RowNames NONE = new RowNames("", List.of());

    public RowNames {
        names = List.copyOf(names);
    }

    /** Each row comes from a file. */
    public static RowNames files(List<String> names) {
        return new RowNames("file", names);
    }

    /** The names of a dataset's examples. */
    public static RowNames of(String heading, Dataset dataset) {
        return new RowNames(
                heading,
                IntStream.range(0, dataset.size())
                        .mapToObj(dataset::exampleName)
                        .toList());
    }

    boolean isEmpty() {
        return names.isEmpty();
    }
}
