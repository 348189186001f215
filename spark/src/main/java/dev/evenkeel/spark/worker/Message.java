package dev.evenkeel.spark.worker;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.stream.Stream;

/** What one worker sends another: a byte that says its kind, then the content, little-endian. */
enum Message {
    /** The first on a connection: the rank of the sender and the secret of the job. */
    HELLO(0),
    /** Doubles for {@link Peers#gather}. */
    GATHERED(1),
    /** Floats to be added up by who gets them. */
    SUMMAND(2),
    /** Floats that their adder has added up. */
    SUM(3),
    /** The sender is done, and will close the connection. */
    BYE(4),
    /** The sender found settings or data to be wrong; in UTF-8 what. */
    REFUSED(5),
    /** The sender failed otherwise; in UTF-8 how. */
    FAILED(6);

    private final byte code;

    Message(int code) {
        this.code = (byte) code;
    }

    /** A buffer for {@code bytes} of content, set to where these begin. */
    ByteBuffer buffer(int bytes) {
        return ByteBuffer.allocate(1 + bytes).order(ByteOrder.LITTLE_ENDIAN).put(code);
    }

    ByteBuffer of(double[] values) {
        ByteBuffer message = buffer(Math.multiplyExact(Double.BYTES, values.length));
        message.asDoubleBuffer().put(values);
        return message.rewind();
    }

    ByteBuffer of(float[] values, int from, int to) {
        ByteBuffer message = buffer(Math.multiplyExact(Float.BYTES, to - from));
        message.asFloatBuffer().put(values, from, to - from);
        return message.rewind();
    }

    ByteBuffer of(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        return buffer(bytes.length).put(bytes).rewind();
    }

    static ByteBuffer hello(int rank, byte[] secret) {
        return HELLO.buffer(Integer.BYTES + secret.length)
                .putInt(rank)
                .put(secret)
                .rewind();
    }

    /** Takes the kind off a message; empty if there is no such kind. */
    static Optional<Message> kindOf(ByteBuffer message) {
        if (!message.hasRemaining()) {
            return Optional.empty();
        }
        byte code = message.get();
        return Stream.of(values()).filter(kind -> kind.code == code).findFirst();
    }

    /** The rest of a message, copied. */
    static ByteBuffer content(ByteBuffer message) {
        ByteBuffer copy = ByteBuffer.allocate(message.remaining());
        return copy.put(message).flip().order(ByteOrder.LITTLE_ENDIAN);
    }

    static String text(ByteBuffer content) {
        byte[] bytes = new byte[content.remaining()];
        content.get(bytes);
        return new String(bytes, StandardCharsets.UTF_8);
    }
}
