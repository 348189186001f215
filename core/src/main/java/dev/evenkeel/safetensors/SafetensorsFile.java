package dev.evenkeel.safetensors;

import dev.evenkeel.EvenkeelException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.ShortBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.Map;

/**
 * A safetensors file, open for reading: a JSON header that names tensors, then their values, little-endian and row-major.
 *
 * <p>Made for files that nobody vouches for. The whole header is checked before anything else is read: its length, its
 * JSON, every type, shape and offset, and that the tensors cover the values exactly. Nothing is allocated for a tensor
 * before the file is known to hold it. Values are read on request, so opening a large file is quick; the file that was
 * checked stays the one that is read, even if another takes its name meanwhile. Safe for several threads.
 *
 * <pre>{@code
 * try (SafetensorsFile file = SafetensorsFile.read(path)) {
 *     float[] weight = file.floats("0.weight");
 * }
 * }</pre>
 */
public final class SafetensorsFile implements AutoCloseable {
    private static final int CHUNK_BYTES = 1 << 16;

    private final String name;
    private final ByteSource source;
    private final Header header;
    private final long bodyStart;
    private ByteBuffer chunk = ByteBuffer.allocate(0);

    private SafetensorsFile(String name, ByteSource source, Header header, long bodyStart) {
        this.name = name;
        this.source = source;
        this.header = header;
        this.bodyStart = bodyStart;
    }

    /**
     * Opens {@code path} and checks its header.
     *
     * @throws SafetensorsException if it is missing, unreadable or not a well-formed safetensors file
     */
    public static SafetensorsFile read(Path path) {
        String name = path.toString();
        if (Files.isDirectory(path)) {
            throw new SafetensorsException(name, "this is a folder. Give the safetensors file inside it");
        }
        try {
            return checked(name, ByteSource.of(FileChannel.open(path, StandardOpenOption.READ)));
        } catch (NoSuchFileException missing) {
            throw new SafetensorsException(name, "there is no such file. Check the path", missing);
        } catch (AccessDeniedException denied) {
            throw new SafetensorsException(name, "the file may not be read. Check its permissions", denied);
        } catch (IOException failed) {
            throw new SafetensorsException(
                    name,
                    "the file cannot be opened: " + failed.getMessage() + ". Check the path and the disk",
                    failed);
        }
    }

    /**
     * Checks {@code bytes} as a file's content; {@code name} stands for the file's name in messages. The array is not
     * copied and must not change.
     *
     * @throws SafetensorsException if they are not a well-formed safetensors file
     */
    public static SafetensorsFile parse(String name, byte[] bytes) {
        return checked(name, ByteSource.of(bytes));
    }

    private static SafetensorsFile checked(String name, ByteSource source) {
        try {
            return open(name, source);
        } catch (IOException failed) {
            closeAfter(failed, source);
            throw new SafetensorsException(
                    name, "the file cannot be read: " + failed.getMessage() + ". Check the disk", failed);
        } catch (RuntimeException | Error failed) {
            closeAfter(failed, source);
            throw failed;
        }
    }

    private static SafetensorsFile open(String name, ByteSource source) throws IOException {
        long size = source.size();
        if (size < Header.LENGTH_BYTES) {
            throw new SafetensorsException(
                    name,
                    "it has " + size + " bytes, but even an empty safetensors file has " + (Header.LENGTH_BYTES + 2)
                            + ". Check that it is a safetensors file at all");
        }
        ByteBuffer length = ByteBuffer.allocate(Header.LENGTH_BYTES).order(ByteOrder.LITTLE_ENDIAN);
        source.read(0, length);
        ByteBuffer header = ByteBuffer.allocate(Header.length(name, length.getLong(0), size));
        source.read(Header.LENGTH_BYTES, header);
        long bodyStart = (long) Header.LENGTH_BYTES + header.capacity();
        String text = Header.decode(name, header.flip());
        return new SafetensorsFile(name, source, Header.parse(name, text, size - bodyStart), bodyStart);
    }

    private static void closeAfter(Throwable failed, ByteSource source) {
        try {
            source.close();
        } catch (IOException second) {
            failed.addSuppressed(second);
        }
    }

    /** The header's strings, in their order; empty if it has none. */
    public Map<String, String> metadata() {
        return header.metadata();
    }

    /** The tensors by name, in the header's order. */
    public Map<String, TensorEntry> tensors() {
        return header.tensors();
    }

    /**
     * The tensor {@code name}.
     *
     * @throws SafetensorsException if there is none
     */
    public TensorEntry tensor(String name) {
        TensorEntry entry = header.tensors().get(name);
        if (entry == null) {
            throw error("it has no tensor " + EvenkeelException.quoted(name) + " among its "
                    + header.tensors().size() + ". List them with tensors()");
        }
        return entry;
    }

    /**
     * The values of the floating-point tensor {@code name}, row-major; F64 is rounded to the nearest float.
     *
     * @throws SafetensorsException if there is no such tensor, its type is another, or the file cannot be read
     */
    public synchronized float[] floats(String name) {
        TensorEntry entry = floatingPoint(name);
        float[] values = new float[arrayLength(entry)];
        return switch (entry.type()) {
            case F32 ->
                decode(entry, values, (from, count) -> chunk.asFloatBuffer().get(values, from, count));
            case F16 -> halves(entry, values, HalfPrecision::binary16ToFloat);
            case BF16 -> halves(entry, values, HalfPrecision::bfloat16ToFloat);
            default ->
                decode(entry, values, (from, count) -> {
                    for (int i = 0; i < count; i++) {
                        values[from + i] = (float) chunk.getDouble(i * Double.BYTES);
                    }
                });
        };
    }

    /**
     * The values of the floating-point tensor {@code name}, row-major, exactly.
     *
     * @throws SafetensorsException if there is no such tensor, its type is another, or the file cannot be read
     */
    public synchronized double[] doubles(String name) {
        TensorEntry entry = floatingPoint(name);
        double[] values = new double[arrayLength(entry)];
        if (entry.type() == DataType.F64) {
            return decode(entry, values, (from, count) -> chunk.asDoubleBuffer().get(values, from, count));
        }
        float[] narrow = floats(name);
        Arrays.setAll(values, i -> narrow[i]);
        return values;
    }

    /**
     * The values of the I64 tensor {@code name}, row-major.
     *
     * @throws SafetensorsException if there is no such tensor, its type is another, or the file cannot be read
     */
    public synchronized long[] longs(String name) {
        TensorEntry entry = tensor(name);
        if (entry.type() != DataType.I64) {
            throw unlike(entry, "I64");
        }
        long[] values = new long[arrayLength(entry)];
        return decode(entry, values, (from, count) -> chunk.asLongBuffer().get(values, from, count));
    }

    /**
     * The bytes of the tensor {@code name} as they lie in the file, for any type.
     *
     * @throws SafetensorsException if there is no such tensor, or the file cannot be read
     */
    public synchronized byte[] bytes(String name) {
        TensorEntry entry = tensor(name);
        byte[] bytes = new byte[arrayLength(entry, entry.end() - entry.begin())];
        readBody(entry, entry.begin(), ByteBuffer.wrap(bytes));
        return bytes;
    }

    /** Closes the file; values can no longer be read. */
    @Override
    public void close() {
        try {
            source.close();
        } catch (IOException failed) {
            throw new SafetensorsException(
                    name, "the file cannot be closed: " + failed.getMessage() + ". Check the disk", failed);
        }
    }

    private interface Widening {
        float of(short half);
    }

    private float[] halves(TensorEntry entry, float[] values, Widening widening) {
        return decode(entry, values, (from, count) -> {
            ShortBuffer halves = chunk.asShortBuffer();
            for (int i = 0; i < count; i++) {
                values[from + i] = widening.of(halves.get(i));
            }
        });
    }

    /** Takes the chunk's {@code count} elements as those from {@code from} on. */
    private interface Decoder {
        void take(int from, int count);
    }

    private <A> A decode(TensorEntry entry, A values, Decoder decoder) {
        int elementBytes = entry.type().bytes();
        long position = entry.begin();
        int from = 0;
        while (position < entry.end()) {
            makeRoom((int) Math.min(CHUNK_BYTES, entry.end() - position));
            readBody(entry, position, chunk);
            chunk.flip();
            int count = chunk.limit() / elementBytes;
            decoder.take(from, count);
            position += chunk.limit();
            from += count;
        }
        return values;
    }

    private void makeRoom(int bytes) {
        if (chunk.capacity() < bytes) {
            chunk = ByteBuffer.allocateDirect(bytes).order(ByteOrder.LITTLE_ENDIAN);
        }
        chunk.clear().limit(bytes);
    }

    private void readBody(TensorEntry entry, long position, ByteBuffer target) {
        try {
            source.read(bodyStart + position, target);
        } catch (IOException failed) {
            throw new SafetensorsException(
                    name,
                    "tensor " + EvenkeelException.quoted(entry.name()) + " cannot be read: " + failed
                            + ". Check that the file is still open, unchanged and on a working disk",
                    failed);
        }
    }

    private TensorEntry floatingPoint(String name) {
        TensorEntry entry = tensor(name);
        if (!entry.type().isFloatingPoint()) {
            throw unlike(entry, "F32, F64, F16 or BF16");
        }
        return entry;
    }

    private int arrayLength(TensorEntry entry) {
        return arrayLength(entry, entry.elements());
    }

    private int arrayLength(TensorEntry entry, long length) {
        if (length > Integer.MAX_VALUE - 8) {
            throw error("tensor " + EvenkeelException.quoted(entry.name()) + " needs an array of " + length
                    + ", longer than Java's arrays. Split the tensor");
        }
        return (int) length;
    }

    private SafetensorsException unlike(TensorEntry entry, String needed) {
        return error("tensor " + EvenkeelException.quoted(entry.name()) + " should be " + needed + ", but is "
                + entry.type() + ". Read it as it is with bytes(), or convert the file");
    }

    private SafetensorsException error(String message) {
        return new SafetensorsException(name, message);
    }
}
