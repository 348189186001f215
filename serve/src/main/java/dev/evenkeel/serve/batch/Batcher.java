package dev.evenkeel.serve.batch;

import dev.evenkeel.serve.model.Examples;
import java.util.concurrent.CompletableFuture;

/** Computes examples of requests that arrive together in one call of the predictor. */
public interface Batcher extends AutoCloseable {
    /**
     * The outputs of examples, in their order, by the same bits as alone; completed by the batcher's thread.
     *
     * @throws dev.evenkeel.serve.protocol.ProtocolException 503 if the queue is full, or the model is being retired
     */
    CompletableFuture<float[]> submit(Examples examples);

    /** Answers what is queued, then lets go of its threads. */
    @Override
    void close();
}
