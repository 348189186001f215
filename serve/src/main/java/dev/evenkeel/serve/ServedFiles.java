package dev.evenkeel.serve;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The models that a server is to answer for, and how it computes.
 *
 * @param reader of all of them
 * @param files each {@code FILE} or {@code NAME=FILE}; a file may be the folder of a run
 * @param folder whose models are loaded, exchanged and retired as its files appear, change and go
 * @param lookEvery how often that is looked at
 * @param batching how requests are computed
 * @param collecting whether a sample of their inputs is kept
 */
public record ServedFiles(
        ModelReader reader,
        List<String> files,
        Optional<Path> folder,
        Duration lookEvery,
        Batching batching,
        Optional<Collecting> collecting) {
    /**
     * How requests of a model are computed together. Each has the bits that it has alone.
     *
     * @param examples of one batch at most
     * @param delay that a request may wait for others while a processor is free
     * @param queue requests of a model that may wait; beyond it status 503
     * @param threads that compute
     */
    public record Batching(int examples, Duration delay, int queue, int threads) {
        /** Batches of 64 of what came while all processors were busy, a queue of 1,024. */
        public static Batching standard() {
            return new Batching(64, Duration.ZERO, 1024, Runtime.getRuntime().availableProcessors());
        }
    }

    public ServedFiles {
        files = List.copyOf(files);
    }

    /** No model yet. */
    public static ServedFiles readBy(ModelReader reader) {
        return new ServedFiles(
                reader, List.of(), Optional.empty(), Duration.ofSeconds(2), Batching.standard(), Optional.empty());
    }

    /** @param file {@code FILE} or {@code NAME=FILE} */
    public ServedFiles and(String file) {
        List<String> more = new ArrayList<>(files);
        more.add(file);
        return new ServedFiles(reader, more, folder, lookEvery, batching, collecting);
    }

    public ServedFiles watching(Path newFolder, Duration interval) {
        return new ServedFiles(reader, files, Optional.of(newFolder), interval, batching, collecting);
    }

    public ServedFiles with(Batching newBatching) {
        return new ServedFiles(reader, files, folder, lookEvery, newBatching, collecting);
    }

    /** Keeps a sample of the inputs of each model. Without it no input is kept. */
    public ServedFiles keeping(Collecting inputs) {
        return new ServedFiles(reader, files, folder, lookEvery, batching, Optional.of(inputs));
    }
}
