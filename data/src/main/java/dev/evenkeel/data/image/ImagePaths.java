package dev.evenkeel.data.image;

import dev.evenkeel.EvenkeelException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.MalformedInputException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemLoopException;
import java.nio.file.FileVisitOption;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/** Which images a file, a folder or a list names. */
final class ImagePaths {
    private static final long MAX_LIST_BYTES = 1L << 26;
    private static final String BYTE_ORDER_MARK = "\ufeff";

    private ImagePaths() {}

    /** Whether the ending of a file is one of a list. */
    static boolean isList(Path file) {
        return String.valueOf(file.getFileName()).toLowerCase(Locale.ROOT).endsWith(".txt");
    }

    static List<Path> of(Path place, Notes notes) {
        if (Files.isDirectory(place)) {
            FolderParts parts = FolderParts.of(place, ClassFolders.within(place, new Notes()));
            if (parts.test().isPresent()) {
                parts.tell(notes);
            }
            return within(parts.test().orElse(place), notes);
        }
        return isList(place) ? listed(place) : List.of(place);
    }

    /** All images below a folder in the order of their paths, hidden ones aside; links are followed. */
    private static List<Path> within(Path folder, Notes notes) {
        List<Path> images = new ArrayList<>();
        try (Stream<Path> paths = Files.walk(folder, FileVisitOption.FOLLOW_LINKS)) {
            paths.filter(path -> Files.isRegularFile(path) && !isHidden(folder, path))
                    .sorted()
                    .forEach(path -> {
                        if (PictureFile.isPicture(path)) {
                            images.add(path);
                        } else {
                            notes.passOver(path);
                        }
                    });
        } catch (IOException | UncheckedIOException failed) {
            throw unreadable(folder, failed);
        }
        return images;
    }

    private static EvenkeelException unreadable(Path folder, Exception failed) {
        Throwable reason = failed instanceof UncheckedIOException ? failed.getCause() : failed;
        if (reason instanceof FileSystemLoopException loop) {
            return new EvenkeelException(
                    loop.getFile() + " is a link that leads back to a folder it lies in. Take it away", failed);
        }
        if (reason instanceof AccessDeniedException denied) {
            return new EvenkeelException(denied.getFile() + " may not be read: its permissions forbid it", failed);
        }
        return new EvenkeelException(folder + " cannot be read: " + failed.getMessage(), failed);
    }

    private static boolean isHidden(Path folder, Path path) {
        for (Path part : folder.relativize(path)) {
            if (part.toString().startsWith(".")) {
                return true;
            }
        }
        return false;
    }

    private static List<Path> listed(Path list) {
        List<String> lines;
        try {
            if (Files.size(list) > MAX_LIST_BYTES) {
                throw new EvenkeelException(list + " is too large for a list of image files, a path on each line");
            }
            lines = Files.readAllLines(list);
        } catch (MalformedInputException binary) {
            throw new EvenkeelException(list + " is no list of image files: it is not text in UTF-8", binary);
        } catch (IOException failed) {
            throw new EvenkeelException(list + " cannot be read: " + failed.getMessage(), failed);
        }
        List<Path> images = new ArrayList<>();
        for (int line = 0; line < lines.size(); line++) {
            String text = lines.get(line);
            String entry = (line == 0 && text.startsWith(BYTE_ORDER_MARK) ? text.substring(1) : text).strip();
            if (!entry.isEmpty()) {
                images.add(image(list, line + 1, entry));
            }
        }
        return images;
    }

    private static Path image(Path list, int line, String entry) {
        String wrong = "is no image file";
        try {
            Path image = list.resolveSibling(entry);
            if (Files.isRegularFile(image) && PictureFile.isPicture(image)) {
                return image;
            }
            wrong = Files.exists(image) ? wrong : "does not exist";
        } catch (InvalidPathException noName) {
            // Told below, as any other line that names no image.
        }
        throw new EvenkeelException(list + ", line " + line + ": '" + entry + "' " + wrong
                + ". A list has the path of a" + " PNG, JPEG, BMP or GIF file on each line, relative to the list");
    }
}
