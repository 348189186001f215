package dev.evenkeel.data.image;

import dev.evenkeel.EvenkeelException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;

/**
 * Images in files, a folder for each class:
 *
 * <pre>
 * flowers/daisy/1.png             flowers/train/daisy/1.png
 * flowers/daisy/2.jpg      or     flowers/train/rose/1.png
 * flowers/rose/1.png              flowers/test/daisy/2.jpg
 * </pre>
 *
 * <p>A folder that holds no other folders but {@code train}, {@code test} and {@code val}, also in capitals or spelled out
 * ({@code training}, {@code validation}), comes in parts; {@code val} is the test part where there is no {@code test}, and a
 * folder without {@code train} can be evaluated on, not learnt from. The
 * classes are those of {@code train}, from 2 to 256, each with an image. They come in the order of their names, and a class's images in the order of theirs, so that the same files give
 * the same data everywhere.
 *
 * <p>PNG, JPEG, BMP and GIF are read, as the files' endings say. Hidden files and folders are passed over, other files too,
 * which is told; folders within a class are refused. Symbolic links are followed. All images need one size unless the
 * {@link ImageRules} give one. Transparent pixels are put on black, which is told.
 */
public final class ImageFolder {
    private ImageFolder() {}

    /**
     * The images of a folder.
     *
     * @param training those to learn from; without an image where the folder has a test part only
     * @param test the test part if the folder has one
     * @param notes what people should know about how it was read
     */
    public record Images(ImageDataset training, Optional<ImageDataset> test, List<String> notes) {
        public Images {
            notes = List.copyOf(notes);
        }
    }

    /**
     * Reads all images.
     *
     * @param name for messages and provenance
     * @throws EvenkeelException if the folder is none of this kind, a file cannot be read, or the images do not fit together
     */
    public static Images read(Path folder, String name, ImageRules rules) {
        Notes notes = new Notes();
        SortedMap<String, Path> folders = ClassFolders.within(folder, notes);
        FolderParts parts = FolderParts.of(folder, folders);
        parts.tell(notes);
        if (parts.training().isEmpty() && parts.test().isPresent()) {
            return testOnly(parts.test().get(), name, rules, notes);
        }
        ClassFolders training = parts.training().isPresent()
                ? ClassFolders.in(parts.training().get(), notes)
                : ClassFolders.of(folder, folders, notes);
        List<String> labels = training.labels(rules);
        Pictures pictures = new Pictures(rules, notes);
        pictures.add(training, labels);
        if (parts.test().isEmpty()) {
            return new Images(pictures.dataset(0, name, labels), Optional.empty(), notes.all());
        }
        pictures.add(ClassFolders.in(parts.test().get(), notes), labels);
        return new Images(
                pictures.dataset(0, name + " (training)", labels),
                Optional.of(pictures.dataset(1, name + " (test)", labels)),
                notes.all());
    }

    /**
     * Reads images whose classes are not known: one image file, all images in a folder and the folders in it, in the order of
     * their paths, or those that a text file lists, a path on each line, relative to that file. Of a folder with a test part
     * that is taken. Without classes in the rules the target has the names of the folders in {@code place}.
     *
     * @throws EvenkeelException if there is no image, a file cannot be read, or the images do not fit together
     */
    public static ImageFiles files(Path place, ImageRules rules) {
        Notes notes = new Notes();
        List<Path> files = ImagePaths.of(place, notes);
        Pictures pictures = new Pictures(rules, notes);
        pictures.add(place, files);
        List<String> folders = Files.isDirectory(place)
                ? List.copyOf(ClassFolders.within(place, new Notes()).keySet())
                : List.of();
        List<String> labels =
                !rules.classes().isEmpty() ? rules.classes() : folders.isEmpty() ? List.of("unknown") : folders;
        return new ImageFiles(pictures.dataset(0, String.valueOf(place.getFileName()), labels), files, notes.all());
    }

    /** Whether a path is one image file, or a list of them: what {@link #files} reads beside folders. */
    public static boolean isFileOrList(Path path) {
        return Files.isRegularFile(path) && (PictureFile.isPicture(path) || ImagePaths.isList(path));
    }

    private static Images testOnly(Path test, String name, ImageRules rules, Notes notes) {
        ClassFolders folders = ClassFolders.in(test, notes);
        List<String> labels = folders.labels(rules);
        Pictures pictures = new Pictures(rules, notes);
        pictures.add(folders, labels);
        ImageDataset images = pictures.dataset(0, name + " (test)", labels);
        notes.add(test + " is a test part, and there is no folder train beside it to learn from");
        return new Images(images.part(name + " (training)", new int[0]), Optional.of(images), notes.all());
    }
}
