package dev.evenkeel.formats.onnx.file;

import static dev.evenkeel.EvenkeelException.quoted;

import dev.evenkeel.formats.onnx.OnnxException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** Gathers one protobuf message, field by field. Large arrays are kept as they are and only joined where they are written. */
final class WireWriter {
    private static final int LARGE = 1 << 12;
    private static final int NUMBER = 0;
    private static final int BYTES = 2;
    private static final int FOUR_BYTES = 5;

    private final List<byte[]> parts = new ArrayList<>();
    private final ByteArrayOutputStream last = new ByteArrayOutputStream();
    private long partBytes;

    void whole(int field, long value) {
        tag(field, NUMBER);
        varint(value);
    }

    void real(int field, float value) {
        tag(field, FOUR_BYTES);
        fourBytes(value);
    }

    void text(int field, String text) {
        try {
            ByteBuffer encoded = StandardCharsets.UTF_8.newEncoder().encode(CharBuffer.wrap(text));
            byte[] bytes = new byte[encoded.remaining()];
            encoded.get(bytes);
            bytes(field, bytes);
        } catch (CharacterCodingException malformed) {
            throw new OnnxException(quoted(text) + " holds half of a character, which UTF-8 cannot say. Change it");
        }
    }

    /** Bytes, which must not change before they are written. */
    void bytes(int field, byte[] bytes) {
        tag(field, BYTES);
        varint(bytes.length);
        append(bytes);
    }

    /** A message that {@code content} fills. */
    void message(int field, Consumer<WireWriter> content) {
        WireWriter inner = new WireWriter();
        content.accept(inner);
        inner.cut();
        tag(field, BYTES);
        varint(inner.size());
        inner.parts.forEach(this::append);
    }

    /** A repeated field of whole numbers, packed. */
    void wholes(int field, List<Long> values) {
        message(field, packed -> values.forEach(packed::varint));
    }

    /** A repeated field of floats, packed. */
    void reals(int field, List<Float> values) {
        message(field, packed -> values.forEach(packed::fourBytes));
    }

    long size() {
        return partBytes + last.size();
    }

    void writeTo(OutputStream target) throws IOException {
        for (byte[] part : parts) {
            target.write(part);
        }
        last.writeTo(target);
    }

    private void append(byte[] bytes) {
        if (bytes.length < LARGE) {
            last.writeBytes(bytes);
        } else {
            cut();
            addPart(bytes);
        }
    }

    private void cut() {
        if (last.size() > 0) {
            addPart(last.toByteArray());
            last.reset();
        }
    }

    private void addPart(byte[] bytes) {
        parts.add(bytes);
        partBytes += bytes.length;
    }

    private void tag(int field, int type) {
        varint((long) field << 3 | type);
    }

    private void varint(long value) {
        long rest = value;
        while ((rest & ~0x7FL) != 0) {
            last.write((int) (rest & 0x7F | 0x80));
            rest >>>= 7;
        }
        last.write((int) rest);
    }

    private void fourBytes(float value) {
        int bits = Float.floatToRawIntBits(value);
        for (int shift = 0; shift < Integer.SIZE; shift += Byte.SIZE) {
            last.write(bits >>> shift);
        }
    }
}
