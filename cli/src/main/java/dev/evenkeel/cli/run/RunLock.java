package dev.evenkeel.cli.run;

import dev.evenkeel.EvenkeelException;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;

/**
 * A folder belongs to one run at a time. The system takes the lock back when the process ends, even by {@code kill -9}, so
 * no lock outlives its run; the empty file {@code .lock} goes when the run ends in order.
 */
public final class RunLock {
    static final String FILE = ".lock";

    private static final int ATTEMPTS = 20;

    /** Folders that this process holds: to open a lock's file a second time, and close it, would give the lock back. */
    private static final Set<Path> HELD = ConcurrentHashMap.newKeySet();

    private final Path folder;
    private final Path key;
    private final Optional<FileChannel> channel;

    private RunLock(Path folder, Path key, Optional<FileChannel> channel) {
        this.folder = folder;
        this.key = key;
        this.channel = channel;
    }

    /**
     * Takes a folder.
     *
     * @throws EvenkeelException if another run has it
     */
    public static RunLock of(Path folder) {
        Path key = key(folder);
        if (!HELD.add(key)) {
            throw taken(folder);
        }
        try {
            return new RunLock(folder, key, locked(folder));
        } catch (RuntimeException | Error failed) {
            HELD.remove(key);
            throw failed;
        }
    }

    /** Whether a run has a folder now, in this process or another. */
    public static boolean isHeld(Path folder) {
        if (HELD.contains(key(folder))) {
            return true;
        }
        Path file = folder.resolve(FILE);
        try (FileChannel opened = FileChannel.open(file, StandardOpenOption.WRITE);
                FileLock lock = opened.tryLock()) {
            return lock == null;
        } catch (OverlappingFileLockException held) {
            return true;
        } catch (IOException unknown) {
            return false;
        }
    }

    /** Does the work of the run, and gives the folder back. */
    public <T> T during(Supplier<T> work) {
        try {
            return work.get();
        } finally {
            close();
        }
    }

    public void close() {
        delete(folder.resolve(FILE));
        channel.ifPresent(open -> {
            try {
                open.close();
            } catch (IOException ignored) {
                note("not closed: ", ignored);
            }
        });
        HELD.remove(key);
    }

    /** A file system without locks gives none, and its user is on their own. */
    private static Optional<FileChannel> locked(Path folder) {
        Path file = folder.resolve(FILE);
        for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
            try {
                Object before = identity(file);
                FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE);
                FileLock lock = tried(channel);
                if (lock == null) {
                    channel.close();
                    throw taken(folder);
                }
                if (isStill(file, before)) {
                    return Optional.of(channel);
                }
                channel.close();
            } catch (NoSuchFileException gone) {
                // Whoever had it has ended: once more.
            } catch (IOException unsupported) {
                note("no lock in " + folder + ": ", unsupported);
                return Optional.empty();
            }
        }
        throw taken(folder);
    }

    private static FileLock tried(FileChannel channel) throws IOException {
        try {
            return channel.tryLock();
        } catch (IOException | RuntimeException failed) {
            channel.close();
            throw failed;
        }
    }

    /** Which file it is, whatever its name; it is made if there is none. */
    private static Object identity(Path file) throws IOException {
        try {
            Files.createFile(file);
        } catch (FileAlreadyExistsException there) {
            // Of a run that goes on, or that was killed.
        }
        return key(Files.readAttributes(file, BasicFileAttributes.class));
    }

    /** Not, if its former owner deleted it between our opening and our locking. */
    private static boolean isStill(Path file, Object before) throws IOException {
        return Objects.equals(before, key(Files.readAttributes(file, BasicFileAttributes.class)));
    }

    private static Object key(BasicFileAttributes attributes) {
        return attributes.fileKey() == null ? attributes.creationTime() : attributes.fileKey();
    }

    private static Path key(Path folder) {
        try {
            return folder.toRealPath();
        } catch (IOException missing) {
            return folder.toAbsolutePath().normalize();
        }
    }

    private static EvenkeelException taken(Path folder) {
        return new EvenkeelException(
                "Another run is going on in " + folder + ". Wait for its end, or give another folder with --out");
    }

    private static void delete(Path file) {
        try {
            Files.deleteIfExists(file);
        } catch (IOException kept) {
            note("not deleted: ", kept);
        }
    }

    private static void note(String what, IOException failed) {
        System.getLogger(RunLock.class.getName()).log(System.Logger.Level.DEBUG, what, failed);
    }
}
