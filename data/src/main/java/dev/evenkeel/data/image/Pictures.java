package dev.evenkeel.data.image;

import dev.evenkeel.EvenkeelException;
import dev.evenkeel.dataset.Target;
import dev.evenkeel.tensor.Shape;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The decoded images of all parts: of one size, and with one number of channels. */
final class Pictures {
    private final ImageRules rules;
    private final Notes notes;
    private final List<Part> parts = new ArrayList<>();
    private Optional<Path> first = Optional.empty();
    private ImageSize size = new ImageSize(1, 1);
    private int channels = 1;

    Pictures(ImageRules rules, Notes notes) {
        this.rules = rules;
        this.notes = notes;
    }

    /** Reads one more part. @throws EvenkeelException if a file cannot be read or does not fit those before */
    void add(ClassFolders folders, List<String> labels) {
        Part part = new Part(new ArrayList<>(), new ArrayList<>());
        for (Map.Entry<String, List<Path>> entry : folders.files().entrySet()) {
            int place = folders.classOf(entry.getKey(), labels);
            for (Path file : entry.getValue()) {
                part.pictures.add(read(file));
                part.classes.add((byte) place);
            }
        }
        keep(part, folders.folder());
    }

    /** Reads files of no known class as one more part. @throws EvenkeelException as {@link #add(ClassFolders, List)} */
    void add(Path place, List<Path> files) {
        Part part = new Part(new ArrayList<>(), new ArrayList<>());
        for (Path file : files) {
            part.pictures.add(read(file));
            part.classes.add((byte) 0);
        }
        keep(part, place);
    }

    private void keep(Part part, Path place) {
        if (part.pictures.isEmpty()) {
            throw new EvenkeelException(place
                    + " has no image: PNG, JPEG, BMP or GIF files are needed, to learn from or to evaluate on in a"
                    + " folder for each class");
        }
        parts.add(part);
    }

    /** A part as a dataset; all parts have been added. */
    ImageDataset dataset(int index, String name, List<String> labels) {
        Part part = parts.get(index);
        Shape shape = Shape.of(size.height(), size.width(), rules.channels().orElse(channels));
        long bytes = (long) part.pictures.size() * shape.size();
        if (bytes > Integer.MAX_VALUE) {
            throw new EvenkeelException(name + " has " + part.pictures.size() + " images of " + shape + ", " + bytes
                    + " values in all, but at most 2^31 - 1 can be held. Give a smaller image size");
        }
        byte[] values = new byte[(int) bytes];
        byte[] classes = new byte[part.classes.size()];
        for (int image = 0; image < classes.length; image++) {
            part.pictures.get(image).copyTo(values, image * shape.size(), shape.channels());
            classes[image] = part.classes.get(image);
        }
        return new ImageDataset(name, shape, Target.classes(labels), values, classes);
    }

    private Picture read(Path file) {
        Picture picture = PictureFile.read(file);
        if (picture.transparency() == Picture.Transparency.SOME) {
            notes.transparent(file);
        }
        picture = picture.by(rules);
        if (first.isEmpty()) {
            first = Optional.of(file);
            size = picture.size();
        }
        requireSize(file, picture.size());
        if (rules.channels().isPresent()
                && picture.channels() > rules.channels().get()) {
            throw new EvenkeelException(file + " has colours, but the model reads grey images. Read all images as grey"
                    + " (--grey, in Java ImageRules.grey()), or take it away");
        }
        channels = Math.max(channels, picture.channels());
        return picture;
    }

    private void requireSize(Path file, ImageSize came) {
        if (rules.size().isEmpty() && rules.input().isPresent()) {
            Shape input = rules.input().get();
            if (came.height() != input.extent(0) || came.width() != input.extent(1)) {
                throw new EvenkeelException(file + " is " + came + " (height x width), but the model reads "
                        + input.extent(0) + "x" + input.extent(1)
                        + ", and it was not trained on images that were resized. Resize it");
            }
        }
        if (!came.equals(size)) {
            throw new EvenkeelException(file + " is " + came + " (height x width), but " + first.orElseThrow() + " is "
                    + size + ": all images need one size. Give an image size, as " + size
                    + ", to which all are resized");
        }
    }

    /** Images with a class each. */
    private record Part(List<Picture> pictures, List<Byte> classes) {}
}
