package dev.evenkeel.data.image;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteOrder;
import javax.imageio.stream.ImageInputStream;

/**
 * How a camera was held: the tag {@code Orientation} (0x0112) of Exif 3.0, in the APP1 segment of a JPEG or the chunk
 * {@code eXIf} of a PNG. Its values 1 to 8 say how stored rows and columns lie in the picture as people see it. What is
 * absent, damaged or out of range counts as upright, as it does to viewers.
 */
enum Orientation {
    UPRIGHT,
    MIRRORED,
    UPSIDE_DOWN,
    UPSIDE_DOWN_MIRRORED,
    TRANSPOSED,
    RIGHT_TURN,
    TRANSVERSED,
    LEFT_TURN;

    private static final int TAG = 0x0112;
    private static final int SHORT = 3;
    private static final int JPEG = 0xFFD8;
    private static final long PNG = 0x89504E470D0A1A0AL;
    private static final int APP1 = 0xFFE1;
    private static final int START_OF_SCAN = 0xFFDA;
    private static final int FIRST_MARKER = 0xFFC0;
    private static final int EXIF = 0x45786966;
    private static final int EXIF_CHUNK = 0x65584966;
    private static final int END_CHUNK = 0x49454E44;

    /** That of a file, whose stream is then at its start again. */
    static Orientation of(ImageInputStream stream) throws IOException {
        stream.seek(0);
        stream.setByteOrder(ByteOrder.BIG_ENDIAN);
        try {
            if (stream.readUnsignedShort() == JPEG) {
                return ofJpeg(stream);
            }
            stream.seek(0);
            return stream.readLong() == PNG ? ofPng(stream) : UPRIGHT;
        } catch (EOFException | IndexOutOfBoundsException cutShort) {
            // The second is what the JDK's cache in memory throws far beyond the end.
            return UPRIGHT;
        } finally {
            stream.setByteOrder(ByteOrder.BIG_ENDIAN);
            stream.seek(0);
        }
    }

    private static Orientation ofJpeg(ImageInputStream stream) throws IOException {
        while (true) {
            int marker = stream.readUnsignedShort();
            int length = stream.readUnsignedShort();
            if (marker < FIRST_MARKER || marker == START_OF_SCAN || length < 2) {
                return UPRIGHT;
            }
            long end = stream.getStreamPosition() + length - 2;
            if (marker == APP1 && length >= 16 && stream.readInt() == EXIF && stream.readUnsignedShort() == 0) {
                return ofTiff(stream, end);
            }
            stream.seek(end);
        }
    }

    private static Orientation ofPng(ImageInputStream stream) throws IOException {
        while (true) {
            long length = stream.readUnsignedInt();
            int type = stream.readInt();
            if (type == END_CHUNK) {
                return UPRIGHT;
            }
            long end = stream.getStreamPosition() + length;
            if (type == EXIF_CHUNK) {
                return ofTiff(stream, end);
            }
            stream.seek(end + Integer.BYTES);
        }
    }

    /** Of the first directory of the TIFF structure that goes from here to {@code end}. */
    private static Orientation ofTiff(ImageInputStream stream, long end) throws IOException {
        long start = stream.getStreamPosition();
        int order = stream.readUnsignedShort();
        if (order != 0x4949 && order != 0x4D4D) {
            return UPRIGHT;
        }
        stream.setByteOrder(order == 0x4949 ? ByteOrder.LITTLE_ENDIAN : ByteOrder.BIG_ENDIAN);
        if (stream.readUnsignedShort() != 42) {
            return UPRIGHT;
        }
        long directory = start + stream.readUnsignedInt();
        if (directory > end) {
            return UPRIGHT;
        }
        stream.seek(directory);
        int entries = stream.readUnsignedShort();
        for (int entry = 0; entry < entries && directory + 14 + 12L * entry <= end; entry++) {
            stream.seek(directory + 2 + 12L * entry);
            int tag = stream.readUnsignedShort();
            int type = stream.readUnsignedShort();
            long count = stream.readUnsignedInt();
            int value = stream.readUnsignedShort();
            if (tag == TAG) {
                boolean known = type == SHORT && count == 1 && value >= 1 && value <= values().length;
                return known ? values()[value - 1] : UPRIGHT;
            }
        }
        return UPRIGHT;
    }

    /** The size of the picture as it is seen. */
    ImageSize seen(ImageSize stored) {
        return switch (this) {
            case UPRIGHT, MIRRORED, UPSIDE_DOWN, UPSIDE_DOWN_MIRRORED -> stored;
            case TRANSPOSED, RIGHT_TURN, TRANSVERSED, LEFT_TURN -> {
                int rows = stored.width();
                int columns = stored.height();
                yield new ImageSize(rows, columns);
            }
        };
    }

    /** Three values per pixel as they are seen, of those that are stored. */
    byte[] seen(byte[] stored, ImageSize size) {
        if (this == UPRIGHT) {
            return stored;
        }
        ImageSize seen = seen(size);
        byte[] colours = new byte[stored.length];
        int lastRow = size.height() - 1;
        int lastColumn = size.width() - 1;
        for (int y = 0; y < seen.height(); y++) {
            for (int x = 0; x < seen.width(); x++) {
                int from = switch (this) {
                    case UPRIGHT -> at(size, y, x);
                    case MIRRORED -> at(size, y, lastColumn - x);
                    case UPSIDE_DOWN -> at(size, lastRow - y, lastColumn - x);
                    case UPSIDE_DOWN_MIRRORED -> at(size, lastRow - y, x);
                    case TRANSPOSED -> at(size, x, y);
                    case RIGHT_TURN -> at(size, lastRow - x, y);
                    case TRANSVERSED -> at(size, lastRow - x, lastColumn - y);
                    case LEFT_TURN -> at(size, x, lastColumn - y);
                };
                System.arraycopy(stored, from, colours, at(seen, y, x), 3);
            }
        }
        return colours;
    }

    private static int at(ImageSize size, int row, int column) {
        return 3 * (row * size.width() + column);
    }
}
