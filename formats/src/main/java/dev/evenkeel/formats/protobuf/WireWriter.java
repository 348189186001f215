package dev.evenkeel.formats.protobuf;

import static dev.evenkeel.EvenkeelException.quoted;

import dev.evenkeel.EvenkeelException;
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
public final class WireWriter {
    private static final int LARGE = 1 << 12;
    private static final int NUMBER = 0;
    private static final int EIGHT_BYTES = 1;
    private static final int BYTES = 2;
    private static final int FOUR_BYTES = 5;

    private final List<byte[]> parts = new ArrayList<>();
    private final ByteArrayOutputStream last = new ByteArrayOutputStream();
    private final byte[] word = new byte[Long.BYTES];
    private long partBytes;

    /** A whole number. */
    public void whole(int field, long value) {
        tag(field, NUMBER);
        varint(value);
    }

    /** A 32-bit floating-point number. */
    public void real(int field, float value) {
        tag(field, FOUR_BYTES);
        fourBytes(value);
    }

    /** A 64-bit floating-point number. */
    public void wideReal(int field, double value) {
        tag(field, EIGHT_BYTES);
        eightBytes(value);
    }

    /** @throws EvenkeelException if the text holds half of a character */
    public void text(int field, String text) {
        try {
            ByteBuffer encoded = StandardCharsets.UTF_8.newEncoder().encode(CharBuffer.wrap(text));
            byte[] bytes = new byte[encoded.remaining()];
            encoded.get(bytes);
            bytes(field, bytes);
        } catch (CharacterCodingException malformed) {
            throw new EvenkeelException(quoted(text) + " holds half of a character, which UTF-8 cannot say. Change it");
        }
    }

    /** Bytes, which must not change before they are written. */
    public void bytes(int field, byte[] bytes) {
        tag(field, BYTES);
        varint(bytes.length);
        append(bytes);
    }

    /** A message that {@code content} fills. */
    public void message(int field, Consumer<WireWriter> content) {
        WireWriter inner = new WireWriter();
        content.accept(inner);
        inner.cut();
        tag(field, BYTES);
        varint(inner.size());
        inner.parts.forEach(this::append);
    }

    /** A repeated field of whole numbers, packed. */
    public void wholes(int field, List<Long> values) {
        message(field, packed -> values.forEach(packed::varint));
    }

    /** A repeated field of floats, packed. */
    public void reals(int field, List<Float> values) {
        message(field, packed -> values.forEach(packed::fourBytes));
    }

    /** A repeated field of 64-bit floating-point numbers, packed. */
    public void wideReals(int field, List<Double> values) {
        message(field, packed -> values.forEach(packed::eightBytes));
    }

    /** How many bytes the message has. */
    public long size() {
        return partBytes + last.size();
    }

    public void writeTo(OutputStream target) throws IOException {
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
        littleEndian(Float.floatToRawIntBits(value), Float.BYTES);
    }

    private void eightBytes(double value) {
        littleEndian(Double.doubleToRawLongBits(value), Double.BYTES);
    }

    private void littleEndian(long bits, int bytes) {
        for (int index = 0; index < bytes; index++) {
            word[index] = (byte) (bits >>> index * Byte.SIZE);
        }
        last.write(word, 0, bytes);
    }
}
