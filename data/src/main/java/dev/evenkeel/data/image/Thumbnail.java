package dev.evenkeel.data.image;

import dev.evenkeel.tensor.Shape;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import javax.imageio.ImageIO;

/** An example of a network for images as a small PNG file, for people to look at. */
public final class Thumbnail {
    private Thumbnail() {}

    /** Whether examples of a shape are images of 1 or 3 channels. */
    public static boolean fits(Shape shape) {
        return shape.rank() == 3 && (shape.channels() == 1 || shape.channels() == 3);
    }

    /**
     * The PNG file of an image.
     *
     * @param values {@code [height, width, channels]} from {@code offset} on, black at 0 and white at 1
     * @param longest height and width are at most this; a larger image is made smaller
     */
    public static byte[] png(float[] values, int offset, Shape shape, int longest) {
        ImageSize size = new ImageSize(shape.extent(0), shape.extent(1));
        byte[] pixels = new byte[shape.size()];
        for (int index = 0; index < pixels.length; index++) {
            pixels[index] = (byte) Math.round(255 * Math.max(0, Math.min(1, values[offset + index])));
        }
        double share = Math.min(1, (double) longest / Math.max(size.height(), size.width()));
        ImageSize small = new ImageSize((int) Math.max(1, Math.round(size.height() * share)), (int)
                Math.max(1, Math.round(size.width() * share)));
        return encoded(small, shape.channels(), Resampling.resize(pixels, size, shape.channels(), small));
    }

    private static byte[] encoded(ImageSize size, int channels, byte[] pixels) {
        BufferedImage image = new BufferedImage(
                size.width(), size.height(), channels == 1 ? BufferedImage.TYPE_BYTE_GRAY : BufferedImage.TYPE_INT_RGB);
        for (int position = 0; position < size.height() * size.width(); position++) {
            int column = position % size.width();
            int row = position / size.width();
            for (int channel = 0; channel < channels; channel++) {
                image.getRaster().setSample(column, row, channel, pixels[position * channels + channel] & 0xFF);
            }
        }
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try {
            ImageIO.write(image, "png", bytes);
        } catch (IOException inMemory) {
            throw new UncheckedIOException(inMemory);
        }
        return bytes.toByteArray();
    }
}
