package dev.evenkeel.serve.batch;

import dev.evenkeel.serve.model.Examples;

/** Is told of each batch that was computed, on the batcher's thread. */
@FunctionalInterface
public interface BatchObserver {
    /**
     * A batch was computed.
     *
     * @param requests that were in it
     * @param examples of all of them
     * @param waiting requests that are queued now
     */
    void computed(int requests, int examples, int waiting);

    /** Is told of the examples of each request in it, which it may read until it returns. */
    default void computed(Examples examples) {}

    /** Tells nobody. */
    static BatchObserver none() {
        return (requests, examples, waiting) -> {};
    }
}
