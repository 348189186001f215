package dev.evenkeel.serve.batch;

import dev.evenkeel.serve.model.Examples;
import java.util.concurrent.CompletableFuture;
import java.util.function.BiConsumer;

/** Computes examples of requests that arrive together in one call of the predictor. */
public interface Batcher extends AutoCloseable {
    /**
     * The outputs of examples, in their order, by the same bits as alone; completed by the batcher's thread.
     *
     * @throws dev.evenkeel.serve.protocol.ProtocolException 503 if the queue is full, or the model is being retired
     */
    CompletableFuture<float[]> submit(Examples examples);

    /**
     * Computes on the caller's thread, if nothing waits and not enough threads compute to be waited for; {@code answer} is given the
     * outputs, or why there are none, before anybody is told of the batch.
     *
     * @return whether it did; if not, nothing was done
     */
    boolean computeNow(Examples examples, BiConsumer<? super float[], ? super Throwable> answer);

    /** Answers what is queued, then lets go of its threads. */
    @Override
    void close();
}
