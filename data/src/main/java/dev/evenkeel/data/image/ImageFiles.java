package dev.evenkeel.data.image;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * Images whose classes are not known: to be predicted.
 *
 * @param dataset in the order of {@code files}; what its target says means nothing
 * @param files where each image lies
 * @param notes what people should know about how they were read
 */
public record ImageFiles(ImageDataset dataset, List<Path> files, List<String> notes) {
    public ImageFiles {
        files = List.copyOf(files);
        notes = List.copyOf(notes);
    }

    /** What each image is called below {@code place}, with slashes on every system. */
    public List<String> names(Path place) {
        Path base = Files.isDirectory(place) ? place : place.resolveSibling("");
        return files.stream()
                .map(file -> file.startsWith(base) ? base.relativize(file) : file)
                .map(file -> file.toString().replace(file.getFileSystem().getSeparator(), "/"))
                .toList();
    }
}
