package dev.evenkeel.data.image;

import dev.evenkeel.EvenkeelException;
import dev.evenkeel.text.Suggestion;
import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The image files of one part, class by class.
 *
 * @param files of each class that has a folder, in the order of their names
 */
record ClassFolders(Path folder, SortedMap<String, List<Path>> files) {
    private static final int MAX = 256;

    /** The folders in {@code folder} by their names, hidden ones aside; files are passed over. */
    static SortedMap<String, Path> within(Path folder, Notes notes) {
        SortedMap<String, Path> folders = new TreeMap<>();
        for (Path entry : visible(folder)) {
            if (Files.isDirectory(entry)) {
                folders.put(name(entry), entry);
            } else {
                notes.passOver(entry);
            }
        }
        return folders;
    }

    /** The classes in {@code folder}. @throws EvenkeelException if one holds what can be no image of it */
    static ClassFolders in(Path folder, Notes notes) {
        return of(folder, within(folder, notes), notes);
    }

    /** The classes whose folders are known. @throws EvenkeelException if one holds what can be no image of it */
    static ClassFolders of(Path folder, SortedMap<String, Path> folders, Notes notes) {
        SortedMap<String, List<Path>> files = new TreeMap<>();
        folders.forEach((label, within) -> files.put(label, images(within, notes)));
        return new ClassFolders(folder, files);
    }

    /**
     * The classes in their order: those that the rules name, else the names of the folders.
     *
     * @throws EvenkeelException if there are too few or too many, or one has no image
     */
    List<String> labels(ImageRules rules) {
        if (!rules.classes().isEmpty()) {
            return rules.classes();
        }
        if (files.isEmpty()) {
            throw new EvenkeelException(
                    folder + " is no data that can be read: it holds neither the files of an IDX or "
                            + "CIFAR-10 set nor a folder of images for each class");
        }
        if (files.size() == 1 || files.size() > MAX) {
            throw new EvenkeelException(
                    folder + " has " + (files.size() == 1 ? "one class, " : files.size() + " classes, ")
                            + files.firstKey() + (files.size() == 1 ? "" : " to " + files.lastKey())
                            + ": from 2 to " + MAX + " folders, one for each class, are needed");
        }
        for (Map.Entry<String, List<Path>> entry : files.entrySet()) {
            if (entry.getValue().isEmpty()) {
                throw new EvenkeelException(
                        folder.resolve(entry.getKey()) + " has no image, so its class cannot be learnt:"
                                + " put PNG, JPEG, BMP or GIF files there, or take it away");
            }
        }
        return List.copyOf(files.keySet());
    }

    /**
     * The place of a class among {@code labels}.
     *
     * @throws EvenkeelException if it is none of them
     */
    int classOf(String label, List<String> labels) {
        int place = labels.indexOf(label);
        if (place < 0) {
            throw new EvenkeelException(folder.resolve(label) + " is none of the classes that are learnt"
                    + Suggestion.choices(label, "Classes", labels));
        }
        return place;
    }

    private static List<Path> images(Path folder, Notes notes) {
        List<Path> images = new ArrayList<>();
        for (Path entry : visible(folder)) {
            if (Files.isDirectory(entry)) {
                throw new EvenkeelException(folder + " holds the folder " + name(entry)
                        + ", but the folder of a class holds images only. Move its images up, or take it away");
            }
            if (!PictureFile.isPicture(entry)) {
                notes.passOver(entry);
            } else if (Files.isRegularFile(entry)) {
                images.add(entry);
            } else {
                throw new EvenkeelException(entry + " is no file, or a link that leads nowhere. Take it away");
            }
        }
        return images;
    }

    /** What is not hidden, sorted by name. */
    private static List<Path> visible(Path folder) {
        SortedMap<String, Path> entries = new TreeMap<>();
        try (DirectoryStream<Path> stream = Files.newDirectoryStream(folder)) {
            for (Path entry : stream) {
                if (!name(entry).startsWith(".")) {
                    entries.put(name(entry), entry);
                }
            }
        } catch (DirectoryIteratorException | IOException failed) {
            throw new EvenkeelException(folder + " cannot be read: " + failed.getMessage(), failed);
        }
        return List.copyOf(entries.values());
    }

    private static String name(Path path) {
        return String.valueOf(path.getFileName());
    }
}
