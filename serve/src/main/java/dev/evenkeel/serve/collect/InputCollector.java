package dev.evenkeel.serve.collect;

import dev.evenkeel.EvenkeelException;
import dev.evenkeel.data.table.encoding.TableEncoding;
import dev.evenkeel.model.Model;
import dev.evenkeel.serve.Collecting;
import dev.evenkeel.serve.batch.BatchObserver;
import dev.evenkeel.serve.model.Examples;
import dev.evenkeel.serve.model.ServedModels;
import dev.evenkeel.serve.watch.Collected;
import dev.evenkeel.serve.watch.CollectionSource;
import dev.evenkeel.serve.watch.Served;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * Keeps a uniform sample of the inputs of each model, and writes it to a folder once a minute and at the end: rows that came as columns
 * of a table to {@code MODEL.inputs.csv}, all others to {@code MODEL.inputs.safetensors}; of a version to {@code MODEL~VERSION}. The
 * sample begins anew where a model takes another's place.
 */
public final class InputCollector implements CollectionSource, AutoCloseable {
    private static final long WRITE_SECONDS = 60;
    private static final long SEED = 1;

    private final Path folder;
    private final FolderLock lock;
    private final int limit;
    private final Consumer<String> warnings;
    private final Map<Served, ModelSample> models = new ConcurrentHashMap<>();
    private final ScheduledExecutorService clock = Executors.newSingleThreadScheduledExecutor(work -> {
        Thread thread = new Thread(work, "evenkeel-serve-collect");
        thread.setDaemon(true);
        return thread;
    });

    /** @param rows of a table whose rows can be written as they came */
    private record ModelSample(Optional<RowSample> rows, NumberSample numbers, List<SampleFile> files) {
        void offer(Examples examples) {
            if (rows.isPresent() && examples.given().isPresent()) {
                rows.get().offer(examples.given().get(), examples.count());
            } else {
                numbers.offer(examples);
            }
        }
    }

    private InputCollector(Path folder, FolderLock lock, int limit, Consumer<String> warnings) {
        this.folder = folder;
        this.lock = lock;
        this.limit = limit;
        this.warnings = warnings;
        ScheduledFuture<?> unused =
                clock.scheduleWithFixedDelay(this::write, WRITE_SECONDS, WRITE_SECONDS, TimeUnit.SECONDS);
    }

    /**
     * Makes the folder ready.
     *
     * @param models the folder that models are read from, which must be another
     * @param warnings where it is told what could not be written
     * @throws EvenkeelException if the folder cannot be written to
     */
    public static InputCollector open(Collecting collecting, Optional<Path> models, Consumer<String> warnings) {
        Path folder = collecting.folder();
        try {
            if (models.isPresent()
                    && Files.exists(models.get())
                    && existing(folder).startsWith(models.get().toRealPath())) {
                throw new EvenkeelException("Inputs cannot be collected in " + folder
                        + ", since what lies there is read as models. Give another folder");
            }
            if (Files.exists(folder) && !Files.isDirectory(folder)) {
                throw new EvenkeelException(
                        "Inputs cannot be collected in " + folder + ", which is a file. Give a folder");
            }
            make(folder);
            Path real = folder.toRealPath();
            return new InputCollector(real, FolderLock.of(real), collecting.limit(), warnings);
        } catch (IOException failed) {
            throw new EvenkeelException(
                    "Inputs cannot be collected in " + folder + ", which cannot be made or written ("
                            + failed.getClass().getSimpleName() + "). Give a folder that may be written",
                    failed);
        }
    }

    /** The real path of the nearest folder that is there already. */
    private static Path existing(Path folder) throws IOException {
        Path nearest = folder.toAbsolutePath();
        while (!Files.exists(nearest) && nearest.getParent() != null) {
            nearest = nearest.getParent();
        }
        return nearest.toRealPath();
    }

    private static void make(Path folder) throws IOException {
        if (!Files.isDirectory(folder)) {
            Files.createDirectories(folder);
            keepPrivate(folder);
        }
    }

    /** Inputs may be personal: a new folder is its owner's alone, where the system knows such. */
    private static void keepPrivate(Path folder) throws IOException {
        if (Files.getFileStore(folder).supportsFileAttributeView(PosixFileAttributeView.class)) {
            Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwx------"));
        }
    }

    /** Who is to be told of the batches of a model. */
    public BatchObserver batches(Served served, Model model) {
        String name = served.model() + (served.version().isEmpty() ? "" : "~" + served.version());
        Optional<RowSample> rows = rows(ServedModels.tableEncoding(model));
        NumberSample numbers = new NumberSample(model.network().input(), limit, SEED);
        List<SampleFile> files = new ArrayList<>();
        Stream.<Sample>concat(rows.stream(), Stream.of(numbers))
                .forEach(sample -> files.add(new SampleFile(folder, name, sample)));
        ModelSample sample = new ModelSample(rows, numbers, List.copyOf(files));
        Optional.ofNullable(models.get(served)).ifPresent(before -> write(served, before));
        models.put(served, sample);
        return (requests, waiting) -> requests.forEach(sample::offer);
    }

    private Optional<RowSample> rows(Optional<TableEncoding> encoding) {
        return encoding.map(known -> new RowSample(known, limit, SEED)).filter(RowSample::canBeRead);
    }

    private void write() {
        models.forEach(this::write);
    }

    private void write(Served served, ModelSample sample) {
        for (SampleFile file : sample.files()) {
            try {
                make(folder);
                file.write();
            } catch (IOException | RuntimeException failed) {
                warnings.accept("Collected inputs of '" + served.model() + "' could not be written ("
                        + failed.getClass().getSimpleName() + "). Does the disk have room?");
            }
        }
    }

    @Override
    public Optional<Collected> collected(Served served) {
        return Optional.ofNullable(models.get(served)).map(sample -> {
            long kept = 0;
            long offered = 0;
            long leftOut = 0;
            for (SampleFile file : sample.files()) {
                Collected one = file.sample().collected();
                kept += one.kept();
                offered += one.offered();
                leftOut += one.leftOut();
            }
            return new Collected(kept, offered, leftOut);
        });
    }

    @Override
    public void retain(Set<Served> present) {
        for (Served served : Set.copyOf(models.keySet())) {
            if (!present.contains(served)) {
                Optional.ofNullable(models.remove(served)).ifPresent(sample -> write(served, sample));
            }
        }
    }

    /** Writes all samples. */
    @Override
    public void close() {
        clock.shutdown();
        write();
        lock.close();
    }
}
