package dev.evenkeel.serve.http;

import dev.evenkeel.serve.protocol.ProtocolException;
import java.nio.ByteBuffer;
import java.util.Arrays;

/** Bytes that come piece by piece, up to a bound; it takes room for them among those of all requests. */
final class Body {
    private static final int SMALL = 1 << 16;

    private final int most;
    private final Exchange exchange;
    private byte[] bytes = {};
    private int size;

    Body(int most, Exchange exchange) {
        this.most = most;
        this.exchange = exchange;
    }

    /** @param announced bytes, if they are known, else below 0 */
    void expect(long announced) {
        if (announced > most) {
            throw tooLarge(most);
        }
        if (announced > 0) {
            grow((int) Math.min(announced, SMALL));
        }
    }

    void add(ByteBuffer piece) {
        int count = piece.remaining();
        room(count);
        piece.get(bytes, size, count);
        size += count;
    }

    void add(byte[] piece, int count) {
        room(count);
        System.arraycopy(piece, 0, bytes, size, count);
        size += count;
    }

    int size() {
        return size;
    }

    byte[] toBytes() {
        return size == bytes.length ? bytes : Arrays.copyOf(bytes, size);
    }

    private void room(int count) {
        if (count > most - size) {
            throw tooLarge(most);
        }
        if (count > bytes.length - size) {
            long doubled = Math.max(2L * bytes.length, Math.max(1024, (long) size + count));
            grow((int) Math.min(doubled, most));
        }
    }

    private void grow(int capacity) {
        exchange.takeBytes(capacity - bytes.length);
        bytes = Arrays.copyOf(bytes, capacity);
    }

    private static ProtocolException tooLarge(int most) {
        return new ProtocolException(
                413,
                "The body has more than the " + most + " bytes that this server takes. Send fewer examples at once");
    }
}
