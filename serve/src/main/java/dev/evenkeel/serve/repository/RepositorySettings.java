package dev.evenkeel.serve.repository;

import dev.evenkeel.EvenkeelException;
import dev.evenkeel.model.Model;
import dev.evenkeel.serve.batch.BatchObserver;
import dev.evenkeel.serve.batch.BatchSettings;
import java.time.Duration;
import java.util.Optional;

/**
 * How models are kept.
 *
 * @param lookEvery how often a folder is looked at; a file is read once it looks the same twice
 * @param batches how requests of each model are computed
 * @param threads that share one large request, of all models together
 * @param observers who is told of batches
 */
public record RepositorySettings(Duration lookEvery, BatchSettings batches, int threads, BatchObservers observers) {
    /** Who is told of the batches of a model. */
    @FunctionalInterface
    public interface BatchObservers {
        BatchObserver of(String name, Optional<String> version, Model model);
    }

    public RepositorySettings {
        if (lookEvery.toMillis() < 1) {
            throw new EvenkeelException(
                    "A folder of models is looked at every millisecond or less often, but got " + lookEvery);
        }
        if (threads < 1) {
            throw new EvenkeelException("Models need 1 thread or more, but got " + threads);
        }
    }

    /** Looks every 2 seconds, and uses all processors. */
    public static RepositorySettings standard() {
        return new RepositorySettings(
                Duration.ofSeconds(2),
                BatchSettings.standard(),
                Runtime.getRuntime().availableProcessors(),
                (name, version, model) -> BatchObserver.none());
    }

    public RepositorySettings lookingEvery(Duration interval) {
        return new RepositorySettings(interval, batches, threads, observers);
    }

    public RepositorySettings withBatches(BatchSettings newBatches) {
        return new RepositorySettings(lookEvery, newBatches, threads, observers);
    }

    public RepositorySettings withThreads(int count) {
        return new RepositorySettings(lookEvery, batches, count, observers);
    }

    public RepositorySettings observedBy(BatchObservers newObservers) {
        return new RepositorySettings(lookEvery, batches, threads, newObservers);
    }
}
