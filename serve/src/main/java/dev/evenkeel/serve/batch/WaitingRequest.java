package dev.evenkeel.serve.batch;

import dev.evenkeel.serve.model.Examples;
import java.util.concurrent.CompletableFuture;

/** A request on its way: completed by its outputs, or by why there are none. */
final class WaitingRequest extends CompletableFuture<float[]> {
    private final Examples examples;
    private final long arrived;

    /** @param arrived by {@link System#nanoTime} */
    WaitingRequest(Examples examples, long arrived) {
        this.examples = examples;
        this.arrived = arrived;
    }

    Examples examples() {
        return examples;
    }

    /** How long ago it came. */
    long nanosSince(long now) {
        return now - arrived;
    }

    @Override
    public <U> CompletableFuture<U> newIncompleteFuture() {
        return new CompletableFuture<>();
    }
}
