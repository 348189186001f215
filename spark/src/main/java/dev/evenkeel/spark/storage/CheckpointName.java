package dev.evenkeel.spark.storage;

import dev.evenkeel.dataset.Datasets;
import java.util.List;

/**
 * The name of a training's state in a folder of several: of the same settings and rows it is the same, in any application.
 *
 * @param training tells settings and rows, whatever the order of these
 * @param order tells the order of the rows
 */
public record CheckpointName(String training, String order) {
    private static final String SUFFIX = ".safetensors";
    private static final int DIGITS = 16;

    /**
     * @param settings all that determines the training beside its rows
     * @param content tells the rows, whatever their order
     */
    public static CheckpointName of(String settings, String content, String order) {
        String hash = Datasets.fingerprint(List.of(settings, " ", content));
        return new CheckpointName(hash.substring(0, DIGITS), order);
    }

    /** The name of the file. */
    public String file() {
        return prefix() + order + SUFFIX;
    }

    private String prefix() {
        return "checkpoint-" + training + "-";
    }

    /** Whether a file holds the state of this training, but with the rows in another order. */
    boolean isInAnotherOrder(String file) {
        return file.startsWith(prefix()) && file.endsWith(SUFFIX) && !file.equals(file());
    }
}
