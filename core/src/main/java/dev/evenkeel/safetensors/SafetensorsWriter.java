package dev.evenkeel.safetensors;

import dev.evenkeel.EvenkeelException;
import dev.evenkeel.json.JsonArray;
import dev.evenkeel.json.JsonObject;
import dev.evenkeel.json.JsonValue;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.ShortBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Gathers metadata and tensors, then writes them as one safetensors file. The same content gives the same bytes: the
 * header lists metadata and tensors in the order in which they were added, and is padded with spaces to 8 bytes. The
 * values follow in the same order but with wider types first, so that each tensor starts at a multiple of its element
 * size, as readers that map the file need.
 *
 * <p>Arrays are not copied: what they hold when the file is written is what it gets.
 */
public final class SafetensorsWriter {
    private static final int CHUNK_BYTES = 1 << 16;

    private final Map<String, String> metadata = new LinkedHashMap<>();
    private final Map<String, Tensor> tensors = new LinkedHashMap<>();

    /** A writer with neither metadata nor tensors yet. */
    public SafetensorsWriter() {}

    /**
     * Adds one string to the header.
     *
     * @throws IllegalArgumentException if {@code key} is already there
     */
    public SafetensorsWriter metadata(String key, String value) {
        if (metadata.putIfAbsent(key, value) != null) {
            throw new IllegalArgumentException(
                    "Metadata " + EvenkeelException.quoted(key) + " is already there: use another key");
        }
        return this;
    }

    /**
     * Adds these strings to the header.
     *
     * @throws IllegalArgumentException if one of the keys is already there
     */
    public SafetensorsWriter metadata(Map<String, String> strings) {
        strings.forEach(this::metadata);
        return this;
    }

    /**
     * Adds an F32 tensor of {@code values}, row-major; an empty {@code shape} is a single value.
     *
     * @throws IllegalArgumentException if the name is taken, or {@code shape} does not have {@code values.length} elements
     */
    public SafetensorsWriter floats(String name, float[] values, long... shape) {
        return floats(name, DataType.F32, values, shape);
    }

    /** {@link #floats(String, float[], long...)} with the extents of an array in memory. */
    public SafetensorsWriter floats(String name, float[] values, int[] shape) {
        return floats(name, values, Arrays.stream(shape).asLongStream().toArray());
    }

    /**
     * Adds a tensor of {@code values} stored as F32, F16, BF16 (rounded to nearest, ties to even) or F64.
     *
     * @throws IllegalArgumentException if {@code type} is another, the name is taken, or {@code shape} does not have
     *     {@code values.length} elements
     */
    public SafetensorsWriter floats(String name, DataType type, float[] values, long... shape) {
        Encoder encoder = switch (type) {
            case F32 -> (from, count, chunk) -> chunk.asFloatBuffer().put(values, from, count);
            case F16 ->
                (from, count, chunk) -> {
                    ShortBuffer halves = chunk.asShortBuffer();
                    for (int i = 0; i < count; i++) {
                        halves.put(i, HalfPrecision.floatToBinary16(values[from + i]));
                    }
                };
            case BF16 ->
                (from, count, chunk) -> {
                    ShortBuffer halves = chunk.asShortBuffer();
                    for (int i = 0; i < count; i++) {
                        halves.put(i, HalfPrecision.floatToBfloat16(values[from + i]));
                    }
                };
            case F64 ->
                (from, count, chunk) -> {
                    for (int i = 0; i < count; i++) {
                        chunk.putDouble(i * Double.BYTES, values[from + i]);
                    }
                };
            default ->
                throw new IllegalArgumentException("Tensor " + EvenkeelException.quoted(name)
                        + " holds floats, which are stored as F32, F16, BF16 or F64, not as " + type);
        };
        return add(name, type, values.length, encoder, shape);
    }

    /**
     * Adds an F64 tensor of {@code values}, row-major; an empty {@code shape} is a single value.
     *
     * @throws IllegalArgumentException if the name is taken, or {@code shape} does not have {@code values.length} elements
     */
    public SafetensorsWriter doubles(String name, double[] values, long... shape) {
        return add(
                name,
                DataType.F64,
                values.length,
                (from, count, chunk) -> chunk.asDoubleBuffer().put(values, from, count),
                shape);
    }

    /**
     * Adds an I64 tensor of {@code values}, row-major; an empty {@code shape} is a single value.
     *
     * @throws IllegalArgumentException if the name is taken, or {@code shape} does not have {@code values.length} elements
     */
    public SafetensorsWriter longs(String name, long[] values, long... shape) {
        return add(
                name,
                DataType.I64,
                values.length,
                (from, count, chunk) -> chunk.asLongBuffer().put(values, from, count),
                shape);
    }

    /**
     * Adds a tensor of any type from its little-endian bytes, such as another file's.
     *
     * @throws IllegalArgumentException if the name is taken, or {@code shape} and {@code type} do not take
     *     {@code bytes.length} bytes
     */
    public SafetensorsWriter bytes(String name, DataType type, byte[] bytes, long... shape) {
        if (bytes.length % type.bytes() != 0) {
            throw new IllegalArgumentException("Tensor " + EvenkeelException.quoted(name) + " of " + type
                    + " needs a multiple of " + type.bytes() + " bytes, but came with " + bytes.length);
        }
        return add(
                name,
                type,
                bytes.length / type.bytes(),
                (from, count, chunk) -> chunk.duplicate().put(bytes, from * type.bytes(), count * type.bytes()),
                shape);
    }

    /**
     * Writes the file so that {@code path} holds either its old content or all of the new, even if the process is killed
     * or the power fails midway: into a new file beside it, forced to the disk, then renamed. A killed write leaves a
     * file {@code NAME.*.tmp} behind, which the next write of {@code path} deletes. Missing folders are created.
     *
     * @throws SafetensorsException if the file cannot be written; the old content is then still there
     */
    public void write(Path path) {
        AtomicFile.write(path, this::writeTo);
    }

    /**
     * The bytes that {@link #write} would write.
     *
     * @throws IllegalArgumentException if they do not fit one array
     */
    public byte[] toBytes() {
        long size = Header.LENGTH_BYTES
                + tensors.values().stream().mapToLong(Tensor::bytes).sum();
        if (size > Integer.MAX_VALUE / 2) {
            throw new IllegalArgumentException(
                    "A file of " + size + " bytes does not fit an array: write it to a path");
        }
        try (ByteArrayOutputStream bytes = new ByteArrayOutputStream((int) size + 1024)) {
            writeTo(bytes);
            return bytes.toByteArray();
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
    }

    private SafetensorsWriter add(String name, DataType type, int elements, Encoder encoder, long... shape) {
        if (name.equals(Header.METADATA)) {
            throw new IllegalArgumentException(
                    "A tensor cannot be named " + name + ": the format uses that name itself");
        }
        if (elementsOf(name, shape) != elements) {
            throw new IllegalArgumentException(
                    "Tensor " + EvenkeelException.quoted(name) + " of shape " + Arrays.toString(shape) + " needs "
                            + elementsOf(name, shape) + " values, but came with " + elements);
        }
        if (tensors.putIfAbsent(name, new Tensor(name, type, shape.clone(), elements, encoder)) != null) {
            throw new IllegalArgumentException(
                    "Tensor " + EvenkeelException.quoted(name) + " is already there: use another name");
        }
        return this;
    }

    private static long elementsOf(String name, long... shape) {
        try {
            long elements = 1;
            for (long dimension : shape) {
                if (dimension < 0) {
                    throw new IllegalArgumentException("Tensor " + EvenkeelException.quoted(name)
                            + " has a negative dimension in its shape " + Arrays.toString(shape));
                }
                elements = Math.multiplyExact(elements, dimension);
            }
            return elements;
        } catch (ArithmeticException overflow) {
            throw new IllegalArgumentException(
                    "Tensor " + EvenkeelException.quoted(name) + " has the impossible shape " + Arrays.toString(shape),
                    overflow);
        }
    }

    /** Writes elements {@code from} to {@code from + count} into the chunk, from its start on. */
    private interface Encoder {
        void put(int from, int count, ByteBuffer chunk);
    }

    private record Tensor(String name, DataType type, long[] shape, int elements, Encoder encoder) {
        long bytes() {
            return (long) elements * type.bytes();
        }
    }

    /** Writes the same bytes to a stream, which stays open. */
    public void writeTo(OutputStream target) throws IOException {
        List<Tensor> widestFirst = tensors.values().stream()
                .sorted(Comparator.comparingInt((Tensor tensor) -> tensor.type().bytes())
                        .reversed())
                .toList();
        target.write(header(widestFirst));
        byte[] bytes = new byte[CHUNK_BYTES];
        ByteBuffer chunk = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
        for (Tensor tensor : widestFirst) {
            int chunkElements = CHUNK_BYTES / tensor.type().bytes();
            for (int from = 0; from < tensor.elements(); from += chunkElements) {
                int count = Math.min(chunkElements, tensor.elements() - from);
                tensor.encoder().put(from, count, chunk);
                target.write(bytes, 0, count * tensor.type().bytes());
            }
        }
    }

    private byte[] header(List<Tensor> inFileOrder) {
        Map<String, Long> begins = new LinkedHashMap<>();
        long end = 0;
        for (Tensor tensor : inFileOrder) {
            begins.put(tensor.name(), end);
            end += tensor.bytes();
        }
        Map<String, JsonValue> members = new LinkedHashMap<>();
        if (!metadata.isEmpty()) {
            members.put(Header.METADATA, JsonObject.ofStrings(metadata));
        }
        tensors.forEach((name, tensor) -> {
            long begin = begins.getOrDefault(name, 0L);
            members.put(
                    name,
                    JsonObject.of()
                            .with("dtype", tensor.type().name())
                            .with("shape", JsonArray.ofNumbers(tensor.shape()))
                            .with("data_offsets", JsonArray.ofNumbers(begin, begin + tensor.bytes())));
        });
        return padded(new JsonObject(members).toString().getBytes(StandardCharsets.UTF_8));
    }

    private static byte[] padded(byte[] json) {
        int length = Math.floorDiv(json.length + 7, 8) * 8;
        if (length > Header.MAXIMUM_BYTES) {
            throw new IllegalArgumentException("The header needs " + length + " bytes, but the format allows "
                    + Header.MAXIMUM_BYTES + ": shorten the metadata");
        }
        ByteBuffer header = ByteBuffer.allocate(Header.LENGTH_BYTES + length).order(ByteOrder.LITTLE_ENDIAN);
        header.putLong(length).put(json);
        Arrays.fill(header.array(), header.position(), header.capacity(), (byte) ' ');
        return header.array();
    }
}
