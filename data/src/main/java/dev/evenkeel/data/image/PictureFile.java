package dev.evenkeel.data.image;

import dev.evenkeel.EvenkeelException;
import java.awt.color.ColorSpace;
import java.awt.image.BufferedImage;
import java.awt.image.ComponentColorModel;
import java.awt.image.IndexColorModel;
import java.awt.image.Raster;
import java.io.BufferedInputStream;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import javax.imageio.ImageIO;
import javax.imageio.ImageReader;
import javax.imageio.stream.ImageInputStream;
import javax.imageio.stream.MemoryCacheImageInputStream;

/**
 * Decodes a file in PNG, JPEG, BMP or GIF, whatever its name, through {@link ImageIO}: of an animation the first frame;
 * turned as its {@link Orientation} says; without colour profile; printing inks (CMYK) as {@code R = (1 - C) (1 - K)} and so
 * on; 16 bits rounded to 8; a transparent pixel by its share, on black. A pixel with an index outside its {@link Palette} is an
 * error.
 *
 * <p>Files are not trusted: the size is read first, and an image higher or wider than {@link ImageSize#MAX} is not
 * decoded. Whatever a decoder warns of, as data that are missing, is an error.
 */
final class PictureFile {
    private static final Set<String> FORMATS = Set.of("png", "jpeg", "jpg", "bmp", "gif");
    private static final Set<String> ENDINGS = Set.of(".png", ".jpeg", ".jpg", ".bmp", ".gif");

    private PictureFile() {}

    /** Whether the ending of a file is one of an image. */
    static boolean isPicture(Path file) {
        String name = String.valueOf(file.getFileName()).toLowerCase(Locale.ROOT);
        return name.contains(".") && ENDINGS.contains(name.substring(name.lastIndexOf('.')));
    }

    /** @throws EvenkeelException if the file is missing, damaged, too large, or no image */
    static Picture read(Path file) {
        try (InputStream bytes = new BufferedInputStream(Files.newInputStream(file));
                ImageInputStream stream = new MemoryCacheImageInputStream(bytes)) {
            return decoded(Origin.of(file), stream);
        } catch (NoSuchFileException missing) {
            throw new EvenkeelException(file + " does not exist", missing);
        } catch (IOException failed) {
            throw undecodable(Origin.of(file), failed);
        }
    }

    /**
     * The image in the bytes of a file.
     *
     * @param name for messages
     * @param maxPixels how many are decoded, so that small files cannot take much memory
     * @throws EvenkeelException if it is damaged, too large, or no image
     */
    static Picture read(String name, byte[] content, long maxPixels) {
        Origin origin = new Origin(name, "", "", maxPixels);
        try (ImageInputStream stream = new MemoryCacheImageInputStream(new ByteArrayInputStream(content))) {
            return decoded(origin, stream);
        } catch (IOException failed) {
            throw undecodable(origin, failed);
        }
    }

    /**
     * Where an image comes from.
     *
     * @param noImage what is said where it is none, behind the formats
     * @param wayOut what can be done about an image that is unfit, as the end of a sentence
     */
    private record Origin(String name, String noImage, String wayOut, long maxPixels) {
        static Origin of(Path file) {
            return new Origin(
                    file.toString(),
                    ", though its name ends like one. Save it in one of them, or take it away",
                    ", or take it away",
                    (long) ImageSize.MAX * ImageSize.MAX);
        }

        @Override
        public String toString() {
            return name;
        }
    }

    private static Picture decoded(Origin origin, ImageInputStream stream) throws IOException {
        Orientation orientation = Orientation.of(stream);
        Optional<Palette> palette = Palette.of(stream);
        ImageReader reader = reader(origin, stream);
        List<String> warnings = new ArrayList<>();
        try {
            reader.addIIOReadWarningListener((source, warning) -> warnings.add(warning));
            boolean gif = reader.getFormatName().equalsIgnoreCase("gif");
            reader.setInput(stream, true, !gif);
            ImageSize size = size(origin, reader.getHeight(0), reader.getWidth(0));
            BufferedImage image = gif ? reader.read(0, Palette.wholeIndices(reader, size)) : reader.read(0);
            if (!warnings.isEmpty()) {
                throw new IOException(warnings.get(0));
            }
            return gif
                    ? onScreen(origin, GifScreen.of(reader, size), image, size, Palette.ofGif(reader))
                    : picture(image, size, orientation, palette);
        } catch (EvenkeelException refused) {
            throw refused;
        } catch (RuntimeException damaged) {
            // What decoders throw at bytes they did not expect.
            throw undecodable(origin, damaged);
        } finally {
            reader.dispose();
        }
    }

    private static ImageReader reader(Origin origin, ImageInputStream stream) {
        Iterator<ImageReader> readers = ImageIO.getImageReaders(stream);
        while (readers.hasNext()) {
            ImageReader reader = readers.next();
            try {
                if (FORMATS.contains(reader.getFormatName().toLowerCase(Locale.ROOT))) {
                    return reader;
                }
            } catch (IOException unnamed) {
                throw undecodable(origin, unnamed);
            }
        }
        throw new EvenkeelException(origin + " is no image in PNG, JPEG, BMP or GIF" + origin.noImage());
    }

    private static ImageSize size(Origin origin, int height, int width) {
        if (Math.min(height, width) < 1 || Math.max(height, width) > ImageSize.MAX) {
            throw new EvenkeelException(origin + " says that it is " + height + " pixels high and " + width
                    + " wide, but from 1 to " + ImageSize.MAX + " are decoded. Make it smaller" + origin.wayOut());
        }
        if ((long) height * width > origin.maxPixels()) {
            throw new EvenkeelException(origin + " has " + (long) height * width + " pixels, but at most "
                    + origin.maxPixels() + " are decoded. Make it smaller" + origin.wayOut());
        }
        return new ImageSize(height, width);
    }

    private static Picture onScreen(
            Origin origin, GifScreen screen, BufferedImage image, ImageSize frame, Optional<Palette> palette)
            throws IOException {
        ImageSize size = size(origin, screen.height(), screen.width());
        byte[] colours = new byte[frame.height() * frame.width() * 3];
        boolean opaque = read(image, frame, palette, colours) && size.equals(frame);
        return Picture.of(
                size, screen.with(colours, frame), opaque ? Picture.Transparency.NONE : Picture.Transparency.SOME);
    }

    private static Picture picture(
            BufferedImage image, ImageSize size, Orientation orientation, Optional<Palette> palette)
            throws IOException {
        byte[] colours = new byte[size.height() * size.width() * 3];
        boolean opaque = read(image, size, palette, colours);
        return Picture.of(
                orientation.seen(size),
                orientation.seen(colours, size),
                opaque ? Picture.Transparency.NONE : Picture.Transparency.SOME);
    }

    /** Whether all that was read is opaque. */
    private static boolean read(BufferedImage image, ImageSize size, Optional<Palette> palette, byte[] colours)
            throws IOException {
        return image.getColorModel() instanceof ComponentColorModel model
                ? fromSamples(image.getRaster(), model, size, colours)
                : fromColours(image, size, palette, colours);
    }

    /**
     * The samples as they are stored. {@link BufferedImage#getRGB} would apply colour profiles, and take grey samples for
     * linear ones and brighten them.
     */
    private static boolean fromSamples(Raster raster, ComponentColorModel model, ImageSize size, byte[] colours)
            throws IOException {
        int bands = raster.getNumBands();
        int components = model.getNumColorComponents();
        if (model.getColorSpace().getType() == ColorSpace.TYPE_CMYK) {
            return fromInks(raster, size, colours);
        }
        if (components != 1 && components != 3) {
            throw new IOException("its " + components + " components are neither grey, RGB nor CMYK");
        }
        int green = components == 3 ? 1 : 0;
        int blue = 2 * green;
        long whole = (1L << model.getComponentSize(0)) - 1;
        int[] row = new int[size.width() * bands];
        boolean opaque = true;
        for (int y = 0; y < size.height(); y++) {
            raster.getPixels(0, y, size.width(), 1, row);
            for (int x = 0; x < size.width(); x++) {
                int from = x * bands;
                int to = 3 * (y * size.width() + x);
                long alpha = model.hasAlpha() ? row[from + bands - 1] : whole;
                colours[to] = share(row[from] * alpha, whole * whole);
                colours[to + 1] = share(row[from + green] * alpha, whole * whole);
                colours[to + 2] = share(row[from + blue] * alpha, whole * whole);
                opaque &= alpha == whole;
            }
        }
        return opaque;
    }

    /** Cyan, magenta, yellow and black, of which 255 is full ink. */
    private static boolean fromInks(Raster raster, ImageSize size, byte[] colours) {
        int bands = raster.getNumBands();
        int[] row = new int[size.width() * bands];
        for (int y = 0; y < size.height(); y++) {
            raster.getPixels(0, y, size.width(), 1, row);
            for (int x = 0; x < size.width(); x++) {
                int from = x * bands;
                int to = 3 * (y * size.width() + x);
                long light = 255L - row[from + 3];
                colours[to] = share((255 - row[from]) * light, 255 * 255);
                colours[to + 1] = share((255 - row[from + 1]) * light, 255 * 255);
                colours[to + 2] = share((255 - row[from + 2]) * light, 255 * 255);
            }
        }
        return true;
    }

    /** Palettes and packed pixels. */
    private static boolean fromColours(BufferedImage image, ImageSize size, Optional<Palette> palette, byte[] colours)
            throws IOException {
        int[] row = new int[size.width()];
        boolean opaque = true;
        for (int y = 0; y < size.height(); y++) {
            if (palette.isPresent() && image.getColorModel() instanceof IndexColorModel model) {
                palette.get().row(image, model, y, row);
            } else {
                image.getRGB(0, y, size.width(), 1, row, 0, size.width());
            }
            for (int x = 0; x < size.width(); x++) {
                int to = 3 * (y * size.width() + x);
                long alpha = Integer.toUnsignedLong(row[x]) >>> 24;
                colours[to] = share((row[x] >> 16 & 0xFF) * alpha, 255 * 255);
                colours[to + 1] = share((row[x] >> 8 & 0xFF) * alpha, 255 * 255);
                colours[to + 2] = share((row[x] & 0xFF) * alpha, 255 * 255);
                opaque &= alpha == 255;
            }
        }
        return opaque;
    }

    /** {@code 255 * part / whole}, rounded. */
    private static byte share(long part, long whole) {
        return (byte) ((255 * part + whole / 2) / whole);
    }

    private static EvenkeelException undecodable(Origin origin, Exception reason) {
        return new EvenkeelException(
                origin + " cannot be decoded: " + (reason.getMessage() == null ? "it is damaged" : reason.getMessage())
                        + ". Save it again" + origin.wayOut(),
                reason);
    }
}
