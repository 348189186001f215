package dev.evenkeel.safetensors;

import dev.evenkeel.EvenkeelException;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/** The bytes of a model that comes as a stream, which need not be trusted, as a resource in a jar. */
public final class StreamContent {
    private static final int CHUNK_BYTES = 1 << 16;
    private static final long MAX_ARRAY = Integer.MAX_VALUE - 8;

    private StreamContent() {}

    /**
     * All bytes to the end of a stream, which stays open.
     *
     * @param name what to call it in messages
     * @throws EvenkeelException that begins with the name, if the stream cannot be read, or holds more than half the memory
     *     that Java may use or than an array
     */
    public static byte[] read(String name, InputStream stream) {
        return read(name, stream, Math.min(Runtime.getRuntime().maxMemory() / 2, MAX_ARRAY));
    }

    static byte[] read(String name, InputStream stream, long maxBytes) {
        Objects.requireNonNull(
                stream, () -> name + ": the model needs a stream, but got null. Check that the resource has this name");
        List<byte[]> chunks = new ArrayList<>();
        long size = 0;
        try {
            for (byte[] chunk = next(stream); chunk.length > 0; chunk = next(stream)) {
                size += chunk.length;
                if (size > maxBytes) {
                    throw new EvenkeelException(
                            name + ": the model needs at most " + maxBytes
                                    + " bytes as a stream, but got more. Raise Java's memory with -Xmx, or read it from a file");
                }
                chunks.add(chunk);
            }
        } catch (IOException failed) {
            throw new EvenkeelException(
                    name + ": the model cannot be read: " + failed.getMessage() + ". Check where the stream comes from",
                    failed);
        }
        return joined(chunks, (int) size);
    }

    private static byte[] next(InputStream stream) throws IOException {
        return stream.readNBytes(CHUNK_BYTES);
    }

    private static byte[] joined(List<byte[]> chunks, int size) {
        byte[] bytes = new byte[size];
        int at = 0;
        for (byte[] chunk : chunks) {
            System.arraycopy(chunk, 0, bytes, at, chunk.length);
            at += chunk.length;
        }
        return bytes;
    }
}
