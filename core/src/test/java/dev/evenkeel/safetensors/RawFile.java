package dev.evenkeel.safetensors;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/** Builds the bytes of files, good and bad, straight from the format's description. */
final class RawFile {
    private RawFile() {}

    static byte[] of(String header, int bodyBytes) {
        return of(header.getBytes(StandardCharsets.UTF_8), new byte[bodyBytes]);
    }

    static byte[] of(byte[] header, byte[] body) {
        return claiming(header.length, header, body);
    }

    static byte[] claiming(long headerLength, byte[] header, byte[] body) {
        return ByteBuffer.allocate(8 + header.length + body.length)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putLong(headerLength)
                .put(header)
                .put(body)
                .array();
    }

    static String entry(String name, String type, String shape, long begin, long end) {
        return "\"%s\":{\"dtype\":\"%s\",\"shape\":%s,\"data_offsets\":[%d,%d]}"
                .formatted(name, type, shape, begin, end);
    }
}
