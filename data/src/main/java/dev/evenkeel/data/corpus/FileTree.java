package dev.evenkeel.data.corpus;

import dev.evenkeel.EvenkeelException;
import dev.evenkeel.text.Printable;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.FileSystemLoopException;
import java.nio.file.FileVisitOption;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Stream;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;

/**
 * The files below a folder or within a zip archive, or one file alone, in the order of their paths. Hidden ones are passed over;
 * symbolic links are followed. A folder that holds all of an archive is no part of the paths. Archives are not trusted: nothing
 * is written to disk, sizes that they state are not believed, and what unpacks to more than memory could hold is refused.
 */
final class FileTree {
    private static final int MAX_FILES = 1_000_000;
    private static final int MAX_FILE_BYTES =
            (int) Math.min(1 << 29, Runtime.getRuntime().maxMemory() / 4);
    /** Sounds take about as much memory as examples as in files of two bytes a value. */
    private static final int MAX_MEMORIES = 4;

    private final Path place;
    private final List<Entry> entries;
    private long unpacked;

    private FileTree(Path place, List<Entry> entries) {
        this.place = place;
        this.entries = List.copyOf(entries);
    }

    /** What opens a file's bytes. */
    private interface Opening {
        InputStream open() throws IOException;
    }

    /**
     * A file.
     *
     * @param path below the root, with {@code /} between folders
     * @param checksum CRC-32 of the bytes; less than 0 where none is kept
     */
    record Entry(String path, String place, long checksum, Opening opening) {
        /** The last part of the path. */
        String name() {
            return path.substring(path.lastIndexOf('/') + 1);
        }

        boolean hasEnding(String ending) {
            return path.toLowerCase(Locale.ROOT).endsWith(ending);
        }

        private Entry below(String folder) {
            return new Entry(path.substring(folder.length()), place, checksum, opening);
        }
    }

    /**
     * Opens a folder, an archive or a file, and closes it when {@code work} is done.
     *
     * @throws EvenkeelException if it cannot be read or is damaged
     */
    static <T> T read(Path place, Function<FileTree, T> work) {
        if (Files.isDirectory(place)) {
            return work.apply(new FileTree(place, ofFolder(place)));
        }
        if (!isArchive(place)) {
            String name = String.valueOf(place.getFileName());
            return work.apply(new FileTree(
                    place, List.of(new Entry(name, place.toString(), -1, () -> Files.newInputStream(place)))));
        }
        try (ZipFile zip = new ZipFile(place.toFile())) {
            return work.apply(new FileTree(place, ofArchive(place, zip)));
        } catch (IOException | IllegalArgumentException damaged) {
            throw new EvenkeelException(
                    place + " cannot be read as a zip archive: " + damaged.getMessage() + ". Get or pack it again",
                    damaged);
        }
    }

    static boolean isArchive(Path place) {
        return String.valueOf(place.getFileName()).toLowerCase(Locale.ROOT).endsWith(".zip");
    }

    Path place() {
        return place;
    }

    List<Entry> entries() {
        return entries;
    }

    /** All bytes of a file. @throws EvenkeelException if they are damaged or too many */
    byte[] bytes(Entry entry) {
        try (InputStream in = entry.opening().open()) {
            byte[] bytes = in.readNBytes(MAX_FILE_BYTES);
            if (bytes.length == MAX_FILE_BYTES) {
                throw new EvenkeelException(entry.place() + " has " + (MAX_FILE_BYTES >> 20)
                        + " MB or more, which is too large for one example: cut it into several");
            }
            unpacked += bytes.length;
            requireWhole(entry, bytes);
            return bytes;
        } catch (IOException failed) {
            throw new EvenkeelException(entry.place() + " cannot be read: " + failed.getMessage(), failed);
        }
    }

    /** @throws EvenkeelException if all files that were read would not fit into memory */
    void requireRoom() {
        if (isArchive(place) && unpacked / MAX_MEMORIES > Runtime.getRuntime().maxMemory()) {
            throw new EvenkeelException(place + " unpacks to more than " + (unpacked >> 20)
                    + " MB, which do not fit into memory: give Java more, or take fewer files");
        }
    }

    private static void requireWhole(Entry entry, byte[] bytes) {
        if (entry.checksum() >= 0) {
            CRC32 checksum = new CRC32();
            checksum.update(bytes);
            if (checksum.getValue() != entry.checksum()) {
                throw new EvenkeelException(entry.place()
                        + " is damaged: its checksum is another than the archive says." + " Get the archive again");
            }
        }
    }

    private static List<Entry> ofFolder(Path folder) {
        List<Entry> entries = new ArrayList<>();
        try (Stream<Path> paths = Files.walk(folder, FileVisitOption.FOLLOW_LINKS)) {
            paths.filter(Files::isRegularFile).forEach(file -> {
                String path = folder.relativize(file)
                        .toString()
                        .replace(file.getFileSystem().getSeparator(), "/");
                if (!isHidden(path)) {
                    entries.add(new Entry(path, file.toString(), -1, () -> Files.newInputStream(file)));
                    requireCount(folder, entries.size());
                }
            });
        } catch (IOException | UncheckedIOException failed) {
            Throwable reason = failed instanceof UncheckedIOException ? failed.getCause() : failed;
            throw new EvenkeelException(
                    reason instanceof FileSystemLoopException loop
                            ? loop.getFile() + " is a link that leads back to a folder it lies in. Take it away"
                            : folder + " cannot be read: " + failed.getMessage(),
                    failed);
        }
        entries.sort(Comparator.comparing(Entry::path));
        return entries;
    }

    private static List<Entry> ofArchive(Path place, ZipFile zip) {
        List<Entry> entries = new ArrayList<>();
        Set<String> names = new HashSet<>();
        zip.stream().filter(entry -> !entry.isDirectory()).forEach(entry -> {
            String path = within(place, entry.getName());
            if (!path.isEmpty() && !isHidden(path)) {
                if (!names.add(path)) {
                    throw new EvenkeelException(place + " holds '" + path + "' twice: pack it again, each file once");
                }
                entries.add(ofArchive(place, zip, entry, path));
                requireCount(place, entries.size());
            }
        });
        entries.sort(Comparator.comparing(Entry::path));
        return withoutRoot(entries);
    }

    /** A name without the steps that lead nowhere. @throws EvenkeelException if it leads up, to what is not in the archive */
    private static String within(Path place, String name) {
        List<String> steps = Stream.of(name.replace('\\', '/').split("/"))
                .filter(step -> !step.isEmpty() && !step.equals("."))
                .toList();
        if (steps.contains("..")) {
            throw new EvenkeelException(place + " holds a file '" + Printable.line(name) + "', which lies outside the"
                    + " archive by its name ('..'): pack the folder that holds the files again, from within it");
        }
        return String.join("/", steps);
    }

    private static Entry ofArchive(Path place, ZipFile zip, ZipEntry entry, String path) {
        return new Entry(path, place + " file '" + path + "'", entry.getCrc(), () -> zip.getInputStream(entry));
    }

    private static List<Entry> withoutRoot(List<Entry> entries) {
        if (entries.isEmpty()) {
            return entries;
        }
        String first = entries.get(0).path();
        String root = first.substring(0, first.indexOf('/') + 1);
        return root.isEmpty()
                        || entries.stream().anyMatch(entry -> !entry.path().startsWith(root))
                ? entries
                : withoutRoot(entries.stream().map(entry -> entry.below(root)).toList());
    }

    private static void requireCount(Path place, int count) {
        if (count > MAX_FILES) {
            throw new EvenkeelException(place + " holds more than " + MAX_FILES + " files: give a part of it");
        }
    }

    private static boolean isHidden(String path) {
        return path.startsWith(".") || path.contains("/.") || path.startsWith("__MACOSX/");
    }
}
