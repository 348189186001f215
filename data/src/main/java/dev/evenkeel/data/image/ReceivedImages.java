package dev.evenkeel.data.image;

import dev.evenkeel.EvenkeelException;
import dev.evenkeel.tensor.Shape;
import java.util.List;
import java.util.Optional;

/**
 * Images that come as bytes, as over a network, read for a model as {@link ImageFolder} reads its files: in the model's size and
 * with its channels, {@code value / 255}. Immutable.
 */
public final class ReceivedImages {
    private final ImageRules rules;
    private final Shape input;
    private final long maxPixels;

    /**
     * @param input {@code [height, width, channels]}
     * @param size what the images of the model's training were resized to
     * @param maxPixels how many pixels of an image are decoded
     * @throws EvenkeelException if that size is not the one that the model reads
     */
    public ReceivedImages(Shape input, Optional<ImageSize> size, long maxPixels) {
        this.input = input;
        this.maxPixels = maxPixels;
        ImageRules read = ImageRules.defaults().forModel(input, List.of());
        rules = size.map(read::size).orElse(read);
        size.ifPresent(resized -> {
            if (resized.height() != input.extent(0) || resized.width() != input.extent(1)) {
                throw new EvenkeelException("The model reads images " + input + ", but says that they are resized to "
                        + resized + ". Take an intact copy of its file");
            }
        });
    }

    /** What a value of a pixel, of 8 bits, is to a network. */
    public static float scaled(byte value) {
        return ImageDataset.scaled(value);
    }

    /**
     * Writes the values of an image into {@code inputs} from {@code offset} on.
     *
     * @param name of the image, for messages
     * @param content PNG, JPEG, BMP or GIF; need not be trusted
     * @throws EvenkeelException if it is no image, damaged, too large, or unfit for the model
     */
    public void read(String name, byte[] content, float[] inputs, int offset) {
        Picture picture = PictureFile.read(name, content, maxPixels).by(rules);
        int height = input.extent(0);
        int width = input.extent(1);
        if (picture.size().height() != height || picture.size().width() != width) {
            throw new EvenkeelException(name + " is " + picture.size() + " (height x width), but the model reads "
                    + height + "x" + width + ", and it was not trained on images that were resized. Resize it");
        }
        if (picture.channels() > input.channels()) {
            throw new EvenkeelException(name + " has colours, but the model reads grey images. Make it grey");
        }
        byte[] values = new byte[input.size()];
        picture.copyTo(values, 0, input.channels());
        for (int position = 0; position < values.length; position++) {
            inputs[offset + position] = scaled(values[position]);
        }
    }
}
