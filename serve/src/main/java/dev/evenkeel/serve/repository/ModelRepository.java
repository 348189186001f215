package dev.evenkeel.serve.repository;

import dev.evenkeel.serve.batch.Batcher;
import dev.evenkeel.serve.model.ServedModel;
import java.util.List;
import java.util.Optional;
import java.util.function.BiFunction;

/** The models of a server by name and version. Safe for any number of threads. */
public interface ModelRepository extends AutoCloseable {
    /** How a model stands. */
    enum State {
        UNAVAILABLE,
        LOADING,
        READY
    }

    /** A line of the index. */
    record Entry(String name, Optional<String> version, State state, String reason) {}

    List<Entry> index();

    /** Whether there is such a model, loaded or not. */
    boolean knows(String name, Optional<String> version);

    boolean isReady(String name, Optional<String> version);

    /**
     * Runs {@code work} with a model that stays loaded meanwhile; without a version the latest.
     *
     * @throws dev.evenkeel.serve.protocol.ProtocolException 404 if there is none, 503 if it is not ready
     */
    <T> T with(String name, Optional<String> version, BiFunction<? super ServedModel, ? super Batcher, T> work);

    /** Loads or loads anew; a broken file leaves what was loaded. @throws dev.evenkeel.serve.protocol.ProtocolException if it cannot */
    void load(String name);

    void unload(String name);

    @Override
    void close();
}
