package dev.evenkeel.data.image;

import dev.evenkeel.CheckReturnValue;
import dev.evenkeel.tensor.Shape;
import java.util.List;
import java.util.Optional;

/**
 * How the files of an image folder become examples, where the folder alone does not say.
 *
 * @param size what every image is resized to; as they are if empty
 * @param input what a model reads, {@code [height, width, channels]}; if empty there is 1 channel where every image is
 *     grey, else 3
 * @param classes in their order; if empty the names of the folders, sorted
 * @param colours which colours are read
 */
@CheckReturnValue
public record ImageRules(Optional<ImageSize> size, Optional<Shape> input, List<String> classes, Colours colours) {
    public ImageRules {
        classes = List.copyOf(classes);
    }

    /** What the folder says. */
    public static ImageRules defaults() {
        return new ImageRules(Optional.empty(), Optional.empty(), List.of(), Colours.AS_STORED);
    }

    /** Resizes every image, whatever its aspect ratio. */
    public ImageRules size(ImageSize newSize) {
        return new ImageRules(Optional.of(newSize), input, classes, colours);
    }

    /** Reads every image as grey, also for a model that reads grey images. */
    public ImageRules grey() {
        return new ImageRules(size, input, classes, Colours.GREY);
    }

    /**
     * Reads for a model: grey images get the channels that it needs, and a folder's class is the one of its name. Not every
     * class needs a folder then.
     *
     * @param newInput what the model reads
     * @param labels its classes, in order
     */
    public ImageRules forModel(Shape newInput, List<String> labels) {
        boolean image = newInput.rank() == 3 && (newInput.channels() == 1 || newInput.channels() == 3);
        return new ImageRules(size, image ? Optional.of(newInput) : Optional.empty(), labels, colours);
    }

    Optional<Integer> channels() {
        return input.map(Shape::channels);
    }
}
