package dev.evenkeel.data.image;

import dev.evenkeel.EvenkeelException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
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
 * <p>A folder that holds {@code train} and no other folders but {@code test} and {@code val} comes in parts; {@code val} is
 * the test part where there is no {@code test}. The classes are those of {@code train}, from 2 to 256, each with an
 * image. They come in the order of their names, and a class's images in the order of theirs, so that the same files give
 * the same data everywhere.
 *
 * <p>PNG, JPEG, BMP and GIF are read, as the files' endings say. Hidden files and folders are passed over, other files too,
 * which is told; folders within a class are refused. Symbolic links are followed. All images need one size unless the
 * {@link ImageRules} give one. Transparent pixels are put on black, which is told.
 */
public final class ImageFolder {
    private static final String TRAIN = "train";
    private static final String TEST = "test";
    private static final String VAL = "val";
    private static final Set<String> PARTS = Set.of(TRAIN, TEST, VAL);

    private ImageFolder() {}

    /**
     * The images of a folder.
     *
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
        boolean inParts = folders.containsKey(TRAIN) && PARTS.containsAll(folders.keySet());
        ClassFolders training =
                inParts ? ClassFolders.in(folder.resolve(TRAIN), notes) : ClassFolders.of(folder, folders, notes);
        List<String> labels = training.labels(rules);
        Pictures pictures = new Pictures(rules, notes);
        pictures.add(training, labels);
        if (!inParts || folders.size() == 1) {
            return new Images(pictures.dataset(0, name, labels), Optional.empty(), notes.all());
        }
        if (folders.containsKey(TEST) && folders.containsKey(VAL)) {
            notes.add(folder.resolve(VAL) + " is not read: " + folder.resolve(TEST) + " is the test part");
        }
        Path test = folder.resolve(folders.containsKey(TEST) ? TEST : VAL);
        pictures.add(ClassFolders.in(test, notes), labels);
        return new Images(
                pictures.dataset(0, name + " (training)", labels),
                Optional.of(pictures.dataset(1, name + " (test)", labels)),
                notes.all());
    }
}
