package dev.evenkeel.serve.repository;

import dev.evenkeel.serve.batch.Batcher;
import dev.evenkeel.serve.model.ServedModel;
import java.util.concurrent.atomic.AtomicInteger;

/** A model in memory, and how many use it: the repository, and the requests at work with it. The last one lets go of it. */
final class LoadedModel {
    private final ServedModel model;
    private final Batcher batcher;
    private final Runnable unused;
    private final AtomicInteger users = new AtomicInteger(1);

    /** @param unused runs when nobody uses it any more */
    LoadedModel(ServedModel model, Batcher batcher, Runnable unused) {
        this.model = model;
        this.batcher = batcher;
        this.unused = unused;
    }

    ServedModel model() {
        return model;
    }

    Batcher batcher() {
        return batcher;
    }

    /** Keeps it, unless everybody let go of it before. */
    boolean tryUse() {
        return users.getAndUpdate(count -> count == 0 ? 0 : count + 1) > 0;
    }

    void letGo() {
        if (users.decrementAndGet() == 0) {
            unused.run();
        }
    }
}
