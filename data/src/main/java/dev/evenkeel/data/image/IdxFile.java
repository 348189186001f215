package dev.evenkeel.data.image;

import dev.evenkeel.EvenkeelException;
import dev.evenkeel.data.file.PlainOrGzip;
import dev.evenkeel.tensor.Shape;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Locale;

/**
 * One IDX file of unsigned bytes: magic {@code 00 00 08 rank}, {@code rank} big-endian extents, the values. Reading
 * takes memory only for bytes that came, whatever the header claims.
 */
record IdxFile(Path path, int count, Shape exampleShape, byte[] bytes) {
    private static final int UNSIGNED_BYTES = 0x08;

    static IdxFile images(Path path) {
        return read(path, 3, "images");
    }

    static IdxFile labels(Path path) {
        return read(path, 1, "labels");
    }

    private static IdxFile read(Path path, int rank, String what) {
        return PlainOrGzip.read(path, in -> read(path, in, rank, what));
    }

    private static IdxFile read(Path path, InputStream in, int rank, String what) throws IOException {
        int headerSize = 4 + 4 * rank;
        ByteBuffer header = ByteBuffer.wrap(in.readNBytes(headerSize));
        if (header.capacity() < headerSize) {
            throw new EvenkeelException(path + " is no IDX file of " + what + ": its header needs " + headerSize
                    + " bytes, but the file has " + header.capacity());
        }
        int magic = header.getInt();
        int wanted = UNSIGNED_BYTES << 8 | rank;
        if (magic != wanted) {
            throw new EvenkeelException(String.format(
                    Locale.ROOT,
                    "%s is no IDX file of %s: it begins with %08x, but %08x is needed",
                    path,
                    what,
                    magic,
                    wanted));
        }
        int[] extents = new int[rank];
        long size = 1;
        for (int axis = 0; axis < rank; axis++) {
            extents[axis] = header.getInt();
            if (extents[axis] < 1 || size > Integer.MAX_VALUE / extents[axis]) {
                throw new EvenkeelException(path + " claims an extent of " + Integer.toUnsignedString(extents[axis])
                        + " on axis " + axis + ": from 1 on, and at most 2^31 - 1 values in all, can be read");
            }
            size *= extents[axis];
        }
        byte[] bytes = in.readNBytes((int) size);
        if (bytes.length < size) {
            throw new EvenkeelException(path + " is cut short: its header announces " + size + " values, but "
                    + bytes.length + " are there");
        }
        if (in.read() >= 0) {
            throw new EvenkeelException(
                    path + " is longer than its header says: after " + size + " values more bytes follow");
        }
        Shape example = rank == 1 ? Shape.scalar() : Idx.imageShape(extents[1], extents[2]);
        return new IdxFile(path, extents[0], example, bytes);
    }
}
