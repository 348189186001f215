package dev.evenkeel.serve.batch;

import dev.evenkeel.serve.model.Examples;
import java.util.List;

/** Is told of each batch that was computed, on the batcher's thread. */
@FunctionalInterface
public interface BatchObserver {
    /**
     * A batch was computed.
     *
     * @param requests the examples of each request in it, to be read until this returns
     * @param waiting requests that are queued now
     */
    void computed(List<Examples> requests, int waiting);

    /** Tells another one too. */
    default BatchObserver and(BatchObserver other) {
        return (requests, waiting) -> {
            computed(requests, waiting);
            other.computed(requests, waiting);
        };
    }

    /** Tells nobody. */
    static BatchObserver none() {
        return (requests, waiting) -> {};
    }
}
