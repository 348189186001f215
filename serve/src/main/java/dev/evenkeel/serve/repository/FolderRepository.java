package dev.evenkeel.serve.repository;

import dev.evenkeel.EvenkeelException;
import dev.evenkeel.serve.ModelReader;
import dev.evenkeel.serve.batch.Batcher;
import dev.evenkeel.serve.model.ServedModel;
import dev.evenkeel.serve.protocol.ProtocolException;
import dev.evenkeel.text.Suggestion;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BiFunction;

/**
 * Models of given files, and of a folder that is looked at again and again: by size, time and inode, which disks of a network have
 * too. A file is read once it looks the same twice. One that cannot be read leaves what was served before, and is tried again when it
 * changes. Whoever uses a model keeps it until they are done.
 */
public final class FolderRepository implements ModelRepository {
    private static final Logger LOGGER = System.getLogger(FolderRepository.class.getName());

    /** A file that is written anew may be away for a moment. */
    private static final int ABSENCES = 2;

    private final ModelLoader loader;
    private final Optional<WatchedFolder> folder;
    private final Set<String> given = new HashSet<>();
    private final ScheduledExecutorService watcher = Executors.newSingleThreadScheduledExecutor(work -> {
        Thread thread = new Thread(work, "evenkeel-models");
        thread.setDaemon(true);
        return thread;
    });
    private final ReentrantLock lock = new ReentrantLock();
    private volatile ModelSlots slots = ModelSlots.NONE;
    private volatile Map<ModelKey, String> refused = Map.of();
    private volatile boolean isClosed;

    private FolderRepository(Optional<Path> folder, ModelReader reader, RepositorySettings settings) {
        this.folder = folder.map(WatchedFolder::new);
        loader = new ModelLoader(reader, settings);
    }

    /**
     * Reads all models that there are.
     *
     * @param given must be readable; they are not watched
     * @param folder of models to be watched; one that cannot be read is unavailable, and tried again when it changes
     * @throws EvenkeelException if a given model cannot be read, two have one name, or the folder is none
     */
    public static FolderRepository open(
            List<GivenModel> given, Optional<Path> folder, ModelReader reader, RepositorySettings settings) {
        folder.filter(path -> !Files.isDirectory(path)).ifPresent(path -> {
            throw new EvenkeelException(
                    "There is no folder " + path + " to watch for models. Make it, or give another");
        });
        FolderRepository repository = new FolderRepository(folder, reader, settings);
        try {
            repository.readGiven(given);
            if (folder.isPresent()) {
                repository.look(Haste.AT_ONCE);
                long nanos = settings.lookEvery().toNanos();
                ScheduledFuture<?> unused = repository.watcher.scheduleWithFixedDelay(
                        repository::lookSafely, nanos, nanos, TimeUnit.NANOSECONDS);
            }
        } catch (RuntimeException failed) {
            repository.close();
            throw failed;
        }
        return repository;
    }

    /** Whether a file is read when it is first seen, or only if it looks the same the next time. */
    private enum Haste {
        AT_ONCE,
        WHEN_STILL
    }

    private void readGiven(List<GivenModel> models) {
        for (GivenModel model : models) {
            if (!given.add(model.name())) {
                throw new EvenkeelException("Two models are called '" + model.name() + "': name them NAME=FILE");
            }
            ModelSlot slot = new ModelSlot(new ModelKey(model.name(), Optional.empty()), model.file());
            slot.exchange(loader.load(slot.key(), model.file())).ifPresent(LoadedModel::letGo);
            slots = slots.with(slot);
        }
    }

    private void lookSafely() {
        try {
            look(Haste.WHEN_STILL);
        } catch (RuntimeException failed) {
            LOGGER.log(
                    Level.WARNING,
                    "The folder of models could not be looked at ("
                            + failed.getClass().getSimpleName() + ")");
        }
    }

    private void look(Haste haste) {
        lock.lock();
        try {
            if (isClosed || folder.isEmpty()) {
                return;
            }
            WatchedFolder.Content content = folder.get().look(given);
            tellNewlyRefused(content.refused());
            slots = slots.at(content.files());
            for (ModelSlot slot : slots.all()) {
                if (content.files().containsKey(slot.key())) {
                    consider(slot, haste);
                } else if (!given.contains(slot.key().name())) {
                    miss(slot);
                }
            }
        } catch (IOException away) {
            LOGGER.log(
                    Level.WARNING, "The folder of models cannot be read now, so its models are served on as they are");
        } finally {
            lock.unlock();
        }
    }

    private void tellNewlyRefused(Map<ModelKey, String> now) {
        now.forEach((key, reason) -> {
            if (!refused.containsKey(key)) {
                LOGGER.log(Level.WARNING, "Model " + key + " is not served: " + reason);
            }
        });
        refused = Map.copyOf(now);
    }

    private void miss(ModelSlot slot) {
        if (slot.absent() >= ABSENCES) {
            slots = slots.without(slot);
            slot.retire("its file is gone").ifPresent(LoadedModel::letGo);
            LOGGER.log(Level.INFO, "Model " + slot.key() + " is retired, because its file is gone");
        }
    }

    private void consider(ModelSlot slot, Haste haste) {
        if (slot.isUnloaded()) {
            return;
        }
        try {
            FileStamp stamp = FileStamp.of(slot.file());
            boolean isStill = slot.isStill(stamp) || haste == Haste.AT_ONCE;
            if (!slot.wasTried(stamp) && isStill) {
                read(slot, stamp);
            }
        } catch (IOException gone) {
            LOGGER.log(Level.DEBUG, "The file of model " + slot.key() + " cannot be looked at now");
        }
    }

    /** Reads a file and serves what it holds; if it cannot be read, or is written meanwhile, all stays as it is. */
    private void read(ModelSlot slot, FileStamp stamp) {
        try {
            LoadedModel loaded = loader.load(slot.key(), slot.file());
            if (FileStamp.isOf(slot.file(), stamp)) {
                slot.triedWith(stamp);
                slot.exchange(loaded).ifPresent(LoadedModel::letGo);
                LOGGER.log(Level.INFO, "Model " + slot.key() + " is ready");
            } else {
                loaded.letGo();
                slot.failed("its file is being written");
            }
        } catch (RuntimeException | OutOfMemoryError | StackOverflowError unreadable) {
            slot.triedWith(stamp);
            slot.failed(Reasons.of(unreadable, slot.file()));
            LOGGER.log(Level.WARNING, "Model " + slot.key() + " cannot be read: " + slot.reason());
        }
    }

    @Override
    public List<Entry> index() {
        Map<ModelKey, Entry> entries = new TreeMap<>();
        refused.forEach(
                (key, reason) -> entries.put(key, new Entry(key.name(), key.version(), State.UNAVAILABLE, reason)));
        slots.all().forEach(slot -> entries.put(slot.key(), slot.entry()));
        return List.copyOf(entries.values());
    }

    @Override
    public boolean knows(String name, Optional<String> version) {
        return !slots.of(name, version).isEmpty();
    }

    @Override
    public boolean isReady(String name, Optional<String> version) {
        return !isClosed
                && slots.of(name, version).stream()
                        .anyMatch(slot -> slot.current().isPresent());
    }

    @Override
    public <T> T with(String name, Optional<String> version, BiFunction<? super ServedModel, ? super Batcher, T> work) {
        LoadedModel loaded = used(name, version);
        try {
            return work.apply(listed(loaded.model()), loaded.batcher());
        } finally {
            loaded.letGo();
        }
    }

    private ServedModel listed(ServedModel model) {
        if (model.version().isEmpty()) {
            return model;
        }
        return new ListedVersions(model, () -> versions(model.name()));
    }

    private List<String> versions(String name) {
        return slots.of(name).stream()
                .filter(slot -> slot.current().isPresent())
                .flatMap(slot -> slot.key().version().stream())
                .sorted((one, other) -> Long.compare(Long.parseLong(one), Long.parseLong(other)))
                .toList();
    }

    /** The latest that is ready, which its caller lets go of. */
    private LoadedModel used(String name, Optional<String> version) {
        while (true) {
            if (isClosed) {
                throw new ProtocolException(503, "The server is stopping");
            }
            List<ModelSlot> found = slots.of(name, version);
            if (found.isEmpty()) {
                throw unknown(name, version);
            }
            Optional<LoadedModel> ready =
                    found.stream().flatMap(slot -> slot.current().stream()).findFirst();
            if (ready.isEmpty()) {
                ModelSlot first = found.get(0);
                throw new ProtocolException(
                        503,
                        "Model " + first.key() + " is not ready"
                                + (first.reason().isEmpty() ? "" : ": " + first.reason()));
            }
            if (ready.get().tryUse()) {
                return ready.get();
            }
        }
    }

    private ProtocolException unknown(String name, Optional<String> version) {
        List<String> versions = slots.of(name).stream()
                .flatMap(slot -> slot.key().version().stream())
                .toList();
        String quoted = EvenkeelException.quoted(name);
        if (version.isPresent() && knows(name, Optional.empty())) {
            return new ProtocolException(
                    404,
                    "Model " + quoted + " has no version " + EvenkeelException.quoted(version.get())
                            + (versions.isEmpty()
                                    ? ": ask for it without a version"
                                    : ", but " + String.join(", ", versions)));
        }
        return new ProtocolException(404, "There is no model " + quoted + Suggestion.hint(name, slots.names()));
    }

    @Override
    public void load(String name) {
        lock.lock();
        try {
            refresh(name);
            List<ModelSlot> found = slots.of(name);
            if (found.isEmpty()) {
                throw unknown(name, Optional.empty());
            }
            List<String> failures = new ArrayList<>();
            for (ModelSlot slot : found) {
                slot.isWanted();
                try {
                    read(slot, FileStamp.of(slot.file()));
                } catch (IOException gone) {
                    slot.failed("its file cannot be read now");
                }
                if (!slot.reason().isEmpty()) {
                    failures.add("Model " + slot.key() + " cannot be loaded: " + slot.reason());
                }
            }
            if (!failures.isEmpty()) {
                throw ProtocolException.badRequest(failures.get(0));
            }
        } finally {
            lock.unlock();
        }
    }

    /** Takes notice of files of a name that came since the folder was looked at. */
    private void refresh(String name) {
        if (isClosed) {
            throw new ProtocolException(503, "The server is stopping");
        }
        if (folder.isEmpty()) {
            return;
        }
        try {
            Map<ModelKey, Path> files = folder.get().look(given).files();
            files.keySet().removeIf(key -> !key.name().equals(name));
            slots = slots.at(files);
        } catch (IOException away) {
            throw new ProtocolException(503, "The folder of models cannot be read now");
        }
    }

    @Override
    public void unload(String name) {
        lock.lock();
        try {
            List<ModelSlot> found = slots.of(name);
            if (found.isEmpty()) {
                throw unknown(name, Optional.empty());
            }
            found.forEach(slot -> slot.unload().ifPresent(LoadedModel::letGo));
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void close() {
        watcher.shutdownNow();
        lock.lock();
        try {
            if (isClosed) {
                return;
            }
            isClosed = true;
            slots.all().forEach(slot -> slot.retire("the server is stopping").ifPresent(LoadedModel::letGo));
        } finally {
            lock.unlock();
        }
        loader.close();
    }
}
