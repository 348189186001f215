package dev.evenkeel.serve;

import dev.evenkeel.EvenkeelException;
import java.nio.file.Path;

/**
 * That inputs are kept: of each model a uniform sample of those that were computed, in files of a folder.
 *
 * @param limit examples of a model at most; never more than 64 MiB of them
 */
public record Collecting(Path folder, int limit) {
    /** How many are kept unless it is said. */
    public static final int DEFAULT_LIMIT = 4096;

    public Collecting {
        if (limit < 1) {
            throw new EvenkeelException("Inputs are collected up to a limit of 1 example or more, but got " + limit);
        }
    }
}
