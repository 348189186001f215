package dev.evenkeel.data.image;

import dev.evenkeel.EvenkeelException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The extents of an image in positions, as in a shape: height first.
 *
 * @param height from 1 to {@value #MAX}
 * @param width from 1 to {@value #MAX}
 */
public record ImageSize(int height, int width) {
    /** The largest extent. */
    public static final int MAX = 8192;

    private static final Pattern WORD = Pattern.compile("(\\d{1,9})(?:x(\\d{1,9}))?");

    /** @throws EvenkeelException if an extent is out of range */
    public ImageSize {
        if (height < 1 || height > MAX || width < 1 || width > MAX) {
            throw new EvenkeelException(
                    "An image size needs extents from 1 to " + MAX + ", but got " + height + "x" + width);
        }
    }

    /** The size that {@code 32} (a square) or {@code 32x48} (height x width) says. @throws EvenkeelException if none */
    public static ImageSize of(String word) {
        Matcher matcher = WORD.matcher(word);
        if (!matcher.matches()) {
            throw new EvenkeelException(
                    "An image size is written as 32, or 32x48 for height x width, but got '" + word + "'");
        }
        String width = matcher.group(2) == null ? matcher.group(1) : matcher.group(2);
        return new ImageSize(Integer.parseInt(matcher.group(1)), Integer.parseInt(width));
    }

    /** As {@code 32x48}. */
    @Override
    public String toString() {
        return height + "x" + width;
    }
}
