package dev.evenkeel.serve.protocol;

import dev.evenkeel.serve.text.FloatText;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Bytes that grow. */
final class ByteOutput {
    private static final int MAX_ARRAY = Integer.MAX_VALUE - 8;

    private byte[] bytes;
    private int length;

    ByteOutput(long expected) {
        bytes = new byte[(int) Math.min(MAX_ARRAY, expected)];
    }

    /** {@code size} as that of an array. */
    static int arraySize(long size) {
        if (size > MAX_ARRAY) {
            throw ProtocolException.badRequest("The answer takes " + size + " bytes, but " + MAX_ARRAY
                    + " are the most: send fewer examples, or ask for fewer outputs");
        }
        return (int) size;
    }

    ByteOutput text(String text) {
        return bytes(text.getBytes(StandardCharsets.UTF_8));
    }

    ByteOutput bytes(byte[] added) {
        require(added.length);
        System.arraycopy(added, 0, bytes, length, added.length);
        length += added.length;
        return this;
    }

    ByteOutput character(char character) {
        require(1);
        bytes[length++] = (byte) character;
        return this;
    }

    ByteOutput number(float value) {
        require(FloatText.MAX_LENGTH);
        length = FloatText.write(value, bytes, length);
        return this;
    }

    private void require(int added) {
        long needed = (long) length + added;
        if (needed > bytes.length) {
            bytes = Arrays.copyOf(bytes, (int) Math.min(MAX_ARRAY, Math.max(2L * bytes.length, arraySize(needed))));
        }
    }

    int length() {
        return length;
    }

    byte[] toArray() {
        return length == bytes.length ? bytes : Arrays.copyOf(bytes, length);
    }
}
