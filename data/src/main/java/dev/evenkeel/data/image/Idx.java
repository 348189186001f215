package dev.evenkeel.data.image;

import dev.evenkeel.EvenkeelException;
import dev.evenkeel.data.split.DataSplit;
import dev.evenkeel.dataset.Target;
import dev.evenkeel.tensor.Shape;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Reads IDX files, the format of MNIST (LeCun, Cortes and Burges, 1998): unsigned bytes, images
 * {@code [count, height, width]} and labels {@code [count]}, gzipped or plain.
 *
 * <p>The files are not trusted: each error names the file and what is wrong with it.
 */
public final class Idx {
    private static final List<String> SEPARATORS = List.of("-", ".");
    private static final List<String> ENDINGS = List.of("", ".gz");

    private Idx() {}

    /**
     * The four files of a folder under their usual names, as {@code train-images-idx3-ubyte.gz}: {@code .gz} is
     * optional and a point may stand before {@code idx}. The classes are {@code 0} to the highest label that occurs. With the
     * two test files alone the training part holds no image.
     *
     * @throws EvenkeelException if a file is missing, damaged or does not match its partner
     */
    public static DataSplit folder(Path folder) {
        String name = String.valueOf(folder.getFileName());
        if (Stream.concat(names("train", "images", 3), names("train", "labels", 1))
                .noneMatch(file -> Files.isRegularFile(folder.resolve(file)))) {
            return testOnly(folder, name);
        }
        IdxFile trainingLabels = IdxFile.labels(find(folder, "train", "labels", 1));
        IdxFile testLabels = IdxFile.labels(find(folder, "t10k", "labels", 1));
        int highest = Math.max(highest(trainingLabels), highest(testLabels));
        return split(folder, name, numbered(highest), trainingLabels, testLabels);
    }

    /**
     * As {@link #folder(Path)}, with a name for messages and the labels of the classes.
     *
     * @throws EvenkeelException if a file is missing, damaged or does not match its partner, or a class has no label
     */
    public static DataSplit folder(Path folder, String name, List<String> labels) {
        IdxFile trainingLabels = IdxFile.labels(find(folder, "train", "labels", 1));
        IdxFile testLabels = IdxFile.labels(find(folder, "t10k", "labels", 1));
        return split(folder, name, Target.classes(labels), trainingLabels, testLabels);
    }

    /**
     * One pair of files.
     *
     * @throws EvenkeelException if a file is missing or damaged, the counts differ, or a class has no label
     */
    public static ImageDataset read(Path images, Path labels, String name, Target.Classes target) {
        return paired(IdxFile.images(images), IdxFile.labels(labels), name, target);
    }

    /** Whether a folder holds at least one of the usual files. */
    public static boolean isFolder(Path folder) {
        return Stream.of("train", "t10k")
                .flatMap(part -> Stream.concat(names(part, "images", 3), names(part, "labels", 1)))
                .anyMatch(file -> Files.isRegularFile(folder.resolve(file)));
    }

    private static DataSplit split(
            Path folder, String name, Target.Classes target, IdxFile trainingLabels, IdxFile testLabels) {
        IdxFile training = IdxFile.images(find(folder, "train", "images", 3));
        IdxFile test = IdxFile.images(find(folder, "t10k", "images", 3));
        if (!training.exampleShape().equals(test.exampleShape())) {
            throw new EvenkeelException(test.path() + " has images of " + test.exampleShape() + ", but "
                    + training.path() + " has " + training.exampleShape() + ": both need the same size");
        }
        return new DataSplit(
                paired(training, trainingLabels, name + " (training)", target),
                paired(test, testLabels, name + " (test)", target));
    }

    private static DataSplit testOnly(Path folder, String name) {
        IdxFile labels = IdxFile.labels(find(folder, "t10k", "labels", 1));
        IdxFile images = IdxFile.images(find(folder, "t10k", "images", 3));
        ImageDataset test = paired(images, labels, name + " (test)", numbered(highest(labels)));
        return new DataSplit(test.part(name + " (training)", new int[0]), test);
    }

    private static Target.Classes numbered(int highest) {
        return Target.classes(IntStream.rangeClosed(0, Math.max(1, highest))
                .mapToObj(Integer::toString)
                .toList());
    }

    private static ImageDataset paired(IdxFile images, IdxFile labels, String name, Target.Classes target) {
        if (images.count() != labels.count()) {
            throw new EvenkeelException(images.path() + " has " + images.count() + " images, but " + labels.path()
                    + " has " + labels.count() + " labels: they do not belong together");
        }
        byte[] classes = labels.bytes();
        for (int index = 0; index < classes.length; index++) {
            if ((classes[index] & 0xFF) >= target.count()) {
                throw new EvenkeelException(labels.path() + ": label " + index + " is " + (classes[index] & 0xFF)
                        + ", but " + name + " has the classes 0 to " + (target.count() - 1));
            }
        }
        return new ImageDataset(name, images.exampleShape(), target, images.bytes(), classes);
    }

    private static int highest(IdxFile labels) {
        int highest = 0;
        for (byte label : labels.bytes()) {
            highest = Math.max(highest, label & 0xFF);
        }
        return highest;
    }

    private static Path find(Path folder, String part, String kind, int rank) {
        return names(part, kind, rank)
                .map(folder::resolve)
                .filter(Files::isRegularFile)
                .findFirst()
                .orElseThrow(() -> new EvenkeelException(folder + " has no "
                        + names(part, kind, rank).findFirst().orElseThrow()
                        + " (or .gz): a folder of IDX files needs train-images, train-labels, t10k-images and "
                        + "t10k-labels under their usual names"));
    }

    private static Stream<String> names(String part, String kind, int rank) {
        return SEPARATORS.stream()
                .flatMap(separator -> ENDINGS.stream()
                        .map(ending -> part + "-" + kind + separator + "idx" + rank + "-ubyte" + ending));
    }

    static Shape imageShape(int height, int width) {
        return Shape.of(height, width, 1);
    }
}
