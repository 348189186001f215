package dev.evenkeel.safetensors;

import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.UUID;
import java.util.regex.Pattern;

/**
 * Replaces a file all at once. Every write has a temporary file of its own name, so two writers of one path can never
 * mix their bytes: one of them wins whole, the other may get an error. Plain streams rather than channels do the writing,
 * because an interrupt would close a channel and a cancelled run must still save.
 */
public final class AtomicFile {
    private static final String SUFFIX = ".tmp";
    private static final Pattern MIDDLE = Pattern.compile("\\.[0-9a-f]{16}\\.tmp");

    private AtomicFile() {}

    /** Writes a file's whole content. */
    public interface Content {
        void writeTo(OutputStream target) throws IOException;
    }

    /**
     * Writes {@code path} so that it holds either its old content or all of the new. Missing folders are created.
     *
     * @throws SafetensorsException that begins with the path, if the file cannot be written; the old content is then still
     *     there
     */
    public static void write(Path path, Content content) {
        Path folder = createFolder(path);
        requireReplaceable(path);
        deleteStrays(path, folder);
        Path temporary = folder.resolve(fileName(path) + "." + unique() + SUFFIX);
        try {
            writeForced(temporary, content);
            Files.move(temporary, path, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException failed) {
            deleteAfter(failed, temporary);
            throw new SafetensorsException(
                    path.toString(),
                    "the file cannot be written: " + failed
                            + ". What it held before is untouched. Check that the folder "
                            + "may be written, that the disk has room, and that no other process writes this file",
                    failed);
        } catch (RuntimeException | Error failed) {
            deleteAfter(failed, temporary);
            throw failed;
        }
        forceFolder(folder);
    }

    /**
     * Creates missing folders of {@code path} and refuses what cannot be written there: before work whose result it shall
     * hold.
     *
     * @throws SafetensorsException that begins with the path
     */
    public static void prepare(Path path) {
        Path folder = createFolder(path);
        requireReplaceable(path);
        if (!Files.isWritable(folder)) {
            throw new SafetensorsException(
                    path.toString(), "its folder may not be written. Choose a folder that may be written");
        }
    }

    private static Path createFolder(Path path) {
        Path parent = path.toAbsolutePath().getParent();
        if (parent == null) {
            throw new SafetensorsException(path.toString(), "this is a folder. Give a file's name");
        }
        try {
            return Files.isDirectory(parent) ? parent : Files.createDirectories(parent);
        } catch (FileAlreadyExistsException occupied) {
            throw new SafetensorsException(
                    path.toString(),
                    "its folder cannot be created, because " + occupied.getFile() + " is a file. Choose another folder",
                    occupied);
        } catch (IOException failed) {
            throw new SafetensorsException(
                    path.toString(),
                    "its folder cannot be created: " + failed + ". Choose a folder that may be written",
                    failed);
        }
    }

    private static void requireReplaceable(Path path) {
        if (Files.isDirectory(path)) {
            throw new SafetensorsException(path.toString(), "this is a folder. Give the name of a file to write");
        }
        if (Files.exists(path) && !Files.isRegularFile(path)) {
            throw new SafetensorsException(
                    path.toString(), "this is no ordinary file, so it cannot be replaced. Choose another name");
        }
    }

    private static void writeForced(Path temporary, Content content) throws IOException {
        try (FileOutputStream stream = new FileOutputStream(temporary.toFile())) {
            content.writeTo(stream);
            stream.getFD().sync();
        }
    }

    private static void deleteStrays(Path path, Path folder) {
        String name = fileName(path);
        try (DirectoryStream<Path> strays = Files.newDirectoryStream(folder, file -> isStray(fileName(file), name))) {
            for (Path stray : strays) {
                Files.deleteIfExists(stray);
            }
        } catch (IOException | DirectoryIteratorException left) {
            System.getLogger(AtomicFile.class.getName())
                    .log(System.Logger.Level.DEBUG, "A stray temporary file of " + path + " stays", left);
        }
    }

    private static boolean isStray(String candidate, String name) {
        return candidate.startsWith(name)
                && MIDDLE.matcher(candidate.substring(name.length())).matches();
    }

    private static String unique() {
        return String.format("%016x", UUID.randomUUID().getMostSignificantBits());
    }

    private static String fileName(Path path) {
        return String.valueOf(path.getFileName());
    }

    private static void deleteAfter(Throwable failed, Path temporary) {
        try {
            Files.deleteIfExists(temporary);
        } catch (IOException second) {
            failed.addSuppressed(second);
        }
    }

    /** Makes the rename itself survive a power failure where folders can be forced; Windows cannot, and needs no such. */
    private static void forceFolder(Path folder) {
        try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
            channel.force(true);
        } catch (IOException unsupported) {
            System.getLogger(AtomicFile.class.getName())
                    .log(System.Logger.Level.TRACE, "The folder " + folder + " cannot be forced to disk", unsupported);
        }
    }
}
