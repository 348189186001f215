package dev.evenkeel.comparison;

import java.util.function.Supplier;

/**
 * A trial made of a computation and a way to read its results.
 *
 * @param setting how the contender was set up
 * @param computation computes once
 * @param results samples what the computation left
 * @param release gives memory back
 */
public record PreparedTrial(String setting, Runnable computation, Supplier<Evidence> results, Runnable release)
        implements Trial {
    /** A trial whose memory the collector takes care of. */
    public PreparedTrial(String setting, Runnable computation, Supplier<Evidence> results) {
        this(setting, computation, results, () -> {});
    }

    @Override
    public Evidence evidence() {
        computation.run();
        return results.get();
    }

    @Override
    public void run() {
        computation.run();
    }

    @Override
    public void close() {
        release.run();
    }
}
