package dev.evenkeel.safetensors;

import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;

/** Bytes that can be read from any position: an open file or an array. */
interface ByteSource extends Closeable {
    long size() throws IOException;

    /**
     * Fills {@code target} with the bytes from {@code position} on.
     *
     * @throws EOFException if they end too early
     */
    void read(long position, ByteBuffer target) throws IOException;

    static ByteSource of(FileChannel channel) {
        return new ByteSource() {
            @Override
            public long size() throws IOException {
                return channel.size();
            }

            @Override
            public void read(long position, ByteBuffer target) throws IOException {
                long next = position;
                while (target.hasRemaining()) {
                    int count = channel.read(target, next);
                    if (count < 0) {
                        throw new EOFException("the file ended at byte " + next);
                    }
                    next += count;
                }
            }

            @Override
            public void close() throws IOException {
                channel.close();
            }
        };
    }

    static ByteSource of(byte[] bytes) {
        return new ByteSource() {
            @Override
            public long size() {
                return bytes.length;
            }

            @Override
            public void read(long position, ByteBuffer target) {
                target.put(bytes, Math.toIntExact(position), target.remaining());
            }

            @Override
            public void close() {}
        };
    }
}
