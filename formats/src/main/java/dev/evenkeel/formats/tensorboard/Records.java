package dev.evenkeel.formats.tensorboard;

import dev.evenkeel.formats.protobuf.WireWriter;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.zip.CRC32C;

/**
 * Records of TFRecord files, little-endian: the length of the data in 8 bytes, its checksum in 4, the data, their checksum in
 * 4. A checksum is a CRC-32C, masked so that data which hold checksums keep theirs unlike.
 */
final class Records {
    private static final int MASK = 0xa282ead8;
    private static final int ROTATION = 15;

    private Records() {}

    static byte[] framed(WireWriter message) {
        byte[] data = bytes(message);
        ByteBuffer record = ByteBuffer.allocate(Long.BYTES + Integer.BYTES + data.length + Integer.BYTES)
                .order(ByteOrder.LITTLE_ENDIAN);
        record.putLong(data.length);
        record.putInt(checksum(record.array(), 0, Long.BYTES));
        int start = record.position();
        record.put(data);
        record.putInt(checksum(record.array(), start, data.length));
        return record.array();
    }

    private static int checksum(byte[] bytes, int offset, int length) {
        CRC32C sum = new CRC32C();
        sum.update(bytes, offset, length);
        return Integer.rotateRight((int) sum.getValue(), ROTATION) + MASK;
    }

    private static byte[] bytes(WireWriter message) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream((int) message.size());
        try {
            message.writeTo(bytes);
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
        return bytes.toByteArray();
    }
}
