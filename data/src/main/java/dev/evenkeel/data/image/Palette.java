package dev.evenkeel.data.image;

import java.awt.image.BufferedImage;
import java.awt.image.DataBuffer;
import java.awt.image.IndexColorModel;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteOrder;
import java.util.Optional;
import javax.imageio.ImageReadParam;
import javax.imageio.ImageReader;
import javax.imageio.metadata.IIOMetadata;
import javax.imageio.stream.ImageInputStream;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;

/**
 * The colours that an image with a palette stores: the PNG chunk {@code PLTE}, the colours that a BMP's header counts, a GIF's
 * colour table. Decoders fill palettes up to a power of two, mostly with their last colour; a pixel whose index lies
 * beyond what is stored has no colour (PNG, third edition, 11.2.2: an error).
 *
 * @param colours how many are stored
 * @param transparent the index that a GIF calls transparent, or less than 0; it may lie outside the palette
 */
record Palette(int colours, int transparent) {
    private static final long PNG = 0x89504E470D0A1A0AL;
    private static final int PALETTE_CHUNK = 0x504C5445;
    private static final int DATA_CHUNK = 0x49444154;
    private static final int BMP = 0x424D;
    private static final int OPAQUE = 0xFF << 24;

    /** That of a PNG or BMP, if it has one; the stream is then at its start again. */
    static Optional<Palette> of(ImageInputStream stream) throws IOException {
        stream.seek(0);
        try {
            int first = stream.readUnsignedShort();
            if (first == BMP) {
                return ofBitmap(stream);
            }
            stream.seek(0);
            return stream.readLong() == PNG ? ofPng(stream) : Optional.empty();
        } catch (EOFException | IndexOutOfBoundsException cutShort) {
            // The decoder says what is missing.
            return Optional.empty();
        } finally {
            stream.setByteOrder(ByteOrder.BIG_ENDIAN);
            stream.seek(0);
        }
    }

    private static Optional<Palette> ofPng(ImageInputStream stream) throws IOException {
        while (true) {
            long length = stream.readUnsignedInt();
            int type = stream.readInt();
            if (type == PALETTE_CHUNK) {
                return Optional.of(new Palette((int) Math.min(256, length / 3), -1));
            }
            if (type == DATA_CHUNK) {
                return Optional.empty();
            }
            stream.seek(stream.getStreamPosition() + length + Integer.BYTES);
        }
    }

    /** As many as the header counts, where 0 means all that the bits allow, and not more than there is place for. */
    private static Optional<Palette> ofBitmap(ImageInputStream stream) throws IOException {
        stream.setByteOrder(ByteOrder.LITTLE_ENDIAN);
        stream.seek(10);
        long pixels = stream.readUnsignedInt();
        long header = stream.readUnsignedInt();
        boolean old = header == 12;
        stream.seek(old ? 24 : 28);
        int bits = stream.readUnsignedShort();
        if (bits < 1 || bits > 8) {
            return Optional.empty();
        }
        long counted = 0;
        if (!old) {
            stream.seek(46);
            counted = stream.readUnsignedInt();
        }
        long place = (pixels - 14 - header) / (old ? 3 : 4);
        return Optional.of(new Palette((int) Math.min(counted == 0 ? 1 << bits : counted, place), -1));
    }

    /** That of a GIF's first frame, if it has one. */
    static Optional<Palette> ofGif(ImageReader reader) throws IOException {
        IIOMetadata screen = reader.getStreamMetadata();
        IIOMetadata frame = reader.getImageMetadata(0);
        Element stored = tree(frame);
        Optional<Integer> own = number(stored, "LocalColorTable", "sizeOfLocalColorTable");
        Optional<Integer> shared = number(tree(screen), "GlobalColorTable", "sizeOfGlobalColorTable");
        boolean marked = first(stored, "GraphicControlExtension")
                .filter(control -> control.getAttribute("transparentColorFlag").equalsIgnoreCase("true"))
                .isPresent();
        int transparent = marked
                ? number(stored, "GraphicControlExtension", "transparentColorIndex")
                        .orElse(-1)
                : -1;
        return own.or(() -> shared).map(colours -> new Palette(colours, transparent));
    }

    /** An image for a GIF's first frame that keeps its indices, which a decoder cuts to as many bits as the palette needs. */
    static ImageReadParam wholeIndices(ImageReader reader, ImageSize size) throws IOException {
        int[] colours = new int[1 << Byte.SIZE];
        if (reader.getRawImageType(0).getColorModel() instanceof IndexColorModel stored) {
            for (int index = 0; index < Math.min(colours.length, stored.getMapSize()); index++) {
                colours[index] = stored.getRGB(index);
            }
        }
        IndexColorModel model =
                new IndexColorModel(Byte.SIZE, colours.length, colours, 0, true, -1, DataBuffer.TYPE_BYTE);
        ImageReadParam into = reader.getDefaultReadParam();
        into.setDestination(new BufferedImage(size.width(), size.height(), BufferedImage.TYPE_BYTE_INDEXED, model));
        return into;
    }

    private static Element tree(IIOMetadata metadata) {
        return (Element) metadata.getAsTree(metadata.getNativeMetadataFormatName());
    }

    private static Optional<Element> first(Element tree, String name) {
        NodeList found = tree.getElementsByTagName(name);
        return found.getLength() == 0 ? Optional.empty() : Optional.of((Element) found.item(0));
    }

    private static Optional<Integer> number(Element tree, String name, String attribute) {
        return first(tree, name).map(element -> Integer.parseInt(element.getAttribute(attribute)));
    }

    /**
     * The colours of one row, with alpha in front.
     *
     * @throws IOException if a pixel has none
     */
    void row(BufferedImage image, IndexColorModel model, int y, int[] colours) throws IOException {
        image.getRaster().getSamples(0, y, colours.length, 1, 0, colours);
        for (int x = 0; x < colours.length; x++) {
            int index = colours[x];
            if (index >= this.colours && index != transparent) {
                throw new IOException("the pixel in row " + (y + 1) + ", column " + (x + 1) + " has colour " + index
                        + " of its palette, which has " + this.colours + ", counted from 0");
            }
            if (index >= this.colours) {
                colours[x] = 0;
            } else {
                // A decoder takes the last colour for a transparent one that lies outside.
                colours[x] = model.getRGB(index) | (transparent >= this.colours ? OPAQUE : 0);
            }
        }
    }
}
