package dev.evenkeel.formats.onnx.file;

import dev.evenkeel.formats.onnx.problem.OnnxException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.function.IntConsumer;
import java.util.function.LongConsumer;

/**
 * The fields of one protobuf message, in the order of the file: {@link #next} finds a field, then one other call takes its
 * value or skips it.
 *
 * <p>Nothing beyond the message is ever read, and nothing is allocated for a length before the bytes are known to be there.
 * A skipped message is not looked into, however deep it nests. Messages, texts and numbers of lists are counted over the
 * whole file, as each costs more memory than its bytes. Refusals say where, without the file's name.
 */
final class WireReader {
    static final int MAX_PIECES = 1 << 20;

    private static final String DAMAGED = ". The file is damaged or no ONNX file: fetch or export it again";
    private static final int NUMBER = 0;
    private static final int EIGHT_BYTES = 1;
    private static final int BYTES = 2;
    private static final int GROUP = 3;
    private static final int GROUP_END = 4;
    private static final int FOUR_BYTES = 5;

    private final String message;
    private final ByteBuffer bytes;
    private final Pieces pieces;
    private long field;
    private int type;

    private WireReader(String message, ByteBuffer bytes, Pieces pieces) {
        this.message = message;
        this.bytes = bytes.order(ByteOrder.LITTLE_ENDIAN);
        this.pieces = pieces;
    }

    private static final class Pieces {
        private int taken;
    }

    /** The outermost message of a file, as {@code ModelProto}. */
    static WireReader of(String message, byte[] bytes) {
        return new WireReader(message, ByteBuffer.wrap(bytes), new Pieces());
    }

    /** The same fields from here on, to be read once more. */
    WireReader again() {
        return new WireReader(message, bytes.duplicate(), pieces);
    }

    /** How many bytes follow. */
    int remaining() {
        return bytes.remaining();
    }

    /** Whether there is a further field. */
    boolean next() {
        if (!bytes.hasRemaining()) {
            return false;
        }
        field = 0;
        long tag = varint();
        field = tag >>> 3;
        type = (int) (tag & 7);
        if (field == 0 || tag >>> 32 != 0) {
            throw damaged(" needs a number between 1 and 536870911");
        }
        if (type == GROUP || type == GROUP_END) {
            throw damaged(" is a group, which ONNX does not have");
        }
        return true;
    }

    /** The number of the field found. */
    int field() {
        return (int) field;
    }

    void skip() {
        switch (type) {
            case NUMBER -> varint();
            case EIGHT_BYTES -> part(8);
            case FOUR_BYTES -> part(4);
            case BYTES -> part(varint());
            default -> throw damaged(" has the wire type " + type + ", but 0, 1, 2 and 5 are known");
        }
    }

    /** The whole number of a field. */
    long whole() {
        require(NUMBER, "a whole number");
        return varint();
    }

    /** The 32-bit floating-point number of a field. */
    float real() {
        require(FOUR_BYTES, "4 bytes");
        return part(4).getFloat();
    }

    String text() {
        require(BYTES, "a text");
        ByteBuffer part = piece();
        if (!part.hasRemaining()) {
            return "";
        }
        try {
            return StandardCharsets.UTF_8.newDecoder().decode(part).toString();
        } catch (CharacterCodingException malformed) {
            throw damaged(" is not valid UTF-8");
        }
    }

    /** The message of a field, as {@code GraphProto}. */
    WireReader message(String name) {
        require(BYTES, "a " + name);
        return new WireReader(name, piece(), pieces);
    }

    /** Bytes of a field, as they stand in the file. */
    ByteBuffer bytes() {
        require(BYTES, "bytes");
        return part(varint());
    }

    /** Adds the whole numbers of a repeated field to a list. */
    void addWholesTo(List<Long> target) {
        eachWhole(value -> {
            countPiece();
            target.add(value);
        });
    }

    /** Adds the 32-bit floating-point numbers of a repeated field to a list. */
    void addRealsTo(List<Float> target) {
        eachFourBytes(bits -> {
            countPiece();
            target.add(Float.intBitsToFloat(bits));
        });
    }

    /** The whole numbers of a repeated field, packed or alone. */
    void eachWhole(LongConsumer each) {
        if (type == BYTES) {
            WireReader packed = packed();
            while (packed.bytes.hasRemaining()) {
                each.accept(packed.varint());
            }
        } else {
            each.accept(whole());
        }
    }

    /** The 4-byte numbers of a repeated field, packed or alone, as their bits. */
    void eachFourBytes(IntConsumer each) {
        if (type == BYTES) {
            WireReader packed = packed();
            while (packed.bytes.hasRemaining()) {
                each.accept(packed.part(4).getInt());
            }
        } else {
            require(FOUR_BYTES, "4 bytes");
            each.accept(part(4).getInt());
        }
    }

    /** The 8-byte numbers of a repeated field, packed or alone, as their bits. */
    void eachEightBytes(LongConsumer each) {
        if (type == BYTES) {
            WireReader packed = packed();
            while (packed.bytes.hasRemaining()) {
                each.accept(packed.part(8).getLong());
            }
        } else {
            require(EIGHT_BYTES, "8 bytes");
            each.accept(part(8).getLong());
        }
    }

    private WireReader packed() {
        WireReader packed = new WireReader(message, part(varint()), pieces);
        packed.field = field;
        return packed;
    }

    private ByteBuffer piece() {
        countPiece();
        return part(varint());
    }

    private void countPiece() {
        if (++pieces.taken > MAX_PIECES) {
            throw new OnnxException("it holds more than " + MAX_PIECES
                    + " messages, texts and numbers outside tensors, more than any known network. "
                    + "Check where the file comes from");
        }
    }

    private ByteBuffer part(long length) {
        if (length < 0 || length > bytes.remaining()) {
            throw damaged(" needs " + Long.toUnsignedString(length) + " bytes, but " + bytes.remaining() + " follow");
        }
        ByteBuffer part = bytes.slice(bytes.position(), (int) length).order(ByteOrder.LITTLE_ENDIAN);
        bytes.position(bytes.position() + (int) length);
        return part;
    }

    private long varint() {
        long value = 0;
        for (int shift = 0; shift < Long.SIZE + 6; shift += 7) {
            if (!bytes.hasRemaining()) {
                throw damaged(" holds a number that its message ends before");
            }
            byte next = bytes.get();
            value |= (long) (next & 0x7F) << shift;
            if (next >= 0) {
                return value;
            }
        }
        throw damaged(" holds a number of more than 10 bytes");
    }

    private void require(int needed, String words) {
        if (type != needed) {
            throw damaged(" needs " + words + ", but came with the wire type " + type);
        }
    }

    private OnnxException damaged(String what) {
        return new OnnxException((field == 0 ? "a field" : "field " + field) + " of " + message + what + DAMAGED);
    }
}
