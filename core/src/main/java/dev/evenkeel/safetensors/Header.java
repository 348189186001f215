package dev.evenkeel.safetensors;

import dev.evenkeel.EvenkeelException;
import dev.evenkeel.json.Json;
import dev.evenkeel.json.JsonException;
import dev.evenkeel.json.JsonObject;
import dev.evenkeel.json.JsonString;
import dev.evenkeel.json.JsonValue;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The checked header of a file: every entry fits its shape and type, and the entries cover the values without holes or
 * overlaps.
 */
record Header(Map<String, String> metadata, Map<String, TensorEntry> tensors) {
    /** The header's length field: one unsigned little-endian 64-bit integer. */
    static final int LENGTH_BYTES = 8;

    /** The longest header that the format allows. */
    static final int MAXIMUM_BYTES = 100_000_000;

    static final String METADATA = "__metadata__";

    private static final String DAMAGED = "The file is damaged or was never complete: fetch or write it again";
    private static final String INVALID = "The file breaks the safetensors format: export it again";

    /** Bounds the memory that a hostile header can take; the largest published models need a tenth of it. */
    private static final int MAXIMUM_VALUES = 500_000;

    /** Text, values and entries of a header may take this many times its bytes. */
    private static final int MEMORY_PER_BYTE = 16;

    private static final Set<String> ENTRY_KEYS = Set.of("dtype", "shape", "data_offsets");

    /** The checked length of the header of a file of {@code fileBytes}, from its length field. */
    static int length(String file, long length, long fileBytes) {
        if (length < 0 || length > MAXIMUM_BYTES) {
            throw new SafetensorsException(
                    file,
                    "its first 8 bytes claim a header of " + Long.toUnsignedString(length) + " bytes, but at most "
                            + MAXIMUM_BYTES + " are allowed. Check that it is a safetensors file at all");
        }
        if (length > fileBytes - LENGTH_BYTES) {
            throw new SafetensorsException(
                    file,
                    "its header should have " + length + " bytes, but only " + (fileBytes - LENGTH_BYTES) + " follow. "
                            + DAMAGED);
        }
        long memory = Runtime.getRuntime().maxMemory();
        if (length > memory / MEMORY_PER_BYTE) {
            throw new SafetensorsException(
                    file,
                    "its header of " + length + " bytes may need " + length * MEMORY_PER_BYTE
                            + " bytes of memory, but Java may use only " + memory + ". Raise the limit with -Xmx");
        }
        return (int) length;
    }

    static String decode(String file, ByteBuffer header) {
        try {
            return StandardCharsets.UTF_8.newDecoder().decode(header).toString();
        } catch (CharacterCodingException malformed) {
            throw new SafetensorsException(file, "its header is not valid UTF-8. " + DAMAGED, malformed);
        }
    }

    static Header parse(String file, String text, long bodyBytes) {
        return new Reader(file).header(text, bodyBytes);
    }

    private record Reader(String file) {
        Header header(String text, long bodyBytes) {
            if (!text.startsWith("{")) {
                throw error("its header does not begin with '{'. Check that it is a safetensors file at all");
            }
            Map<String, String> metadata = new LinkedHashMap<>();
            Map<String, TensorEntry> tensors = new LinkedHashMap<>();
            parsed(text).members().forEach((name, value) -> {
                if (name.equals(METADATA)) {
                    readMetadata(value, metadata);
                } else {
                    tensors.put(name, entry(name, value));
                }
            });
            requireCover(tensors.values(), bodyBytes);
            return new Header(Collections.unmodifiableMap(metadata), Collections.unmodifiableMap(tensors));
        }

        private JsonObject parsed(String text) {
            try {
                return Json.parse(text, MAXIMUM_VALUES).asObject();
            } catch (JsonException malformed) {
                throw new SafetensorsException(
                        file, "its header is not strict JSON: " + malformed.getMessage() + ". " + INVALID, malformed);
            }
        }

        private void readMetadata(JsonValue value, Map<String, String> metadata) {
            if (!(value instanceof JsonObject object)) {
                throw error(METADATA + " must be an object of strings. " + INVALID);
            }
            object.members().forEach((key, text) -> {
                if (!(text instanceof JsonString string)) {
                    throw error(METADATA + " must hold strings only, but " + EvenkeelException.quoted(key)
                            + " is no string. " + INVALID);
                }
                metadata.put(key, string.value());
            });
        }

        private TensorEntry entry(String name, JsonValue value) {
            if (!(value instanceof JsonObject object)) {
                throw badEntry(name, "must be an object with dtype, shape and data_offsets");
            }
            for (String key : object.members().keySet()) {
                if (!ENTRY_KEYS.contains(key)) {
                    throw badEntry(name, "has the unknown key " + EvenkeelException.quoted(key));
                }
            }
            DataType type = type(name, object);
            long[] shape = naturals(name, object, "shape");
            long[] offsets = naturals(name, object, "data_offsets");
            if (offsets.length != 2 || offsets[0] > offsets[1]) {
                throw badEntry(name, "needs data_offsets [begin, end], but has " + shortened(offsets));
            }
            long bytes = bytes(name, type, shape);
            if (bytes != offsets[1] - offsets[0]) {
                throw badEntry(
                        name,
                        "is " + type + " " + shortened(shape) + ", which takes " + bytes
                                + " bytes, but its data_offsets " + Arrays.toString(offsets) + " span "
                                + (offsets[1] - offsets[0]));
            }
            return new TensorEntry(name, type, shape, offsets[0], offsets[1]);
        }

        private DataType type(String name, JsonObject object) {
            try {
                String type = object.string("dtype");
                return DataType.named(type)
                        .orElseThrow(() -> new SafetensorsException(
                                file,
                                "tensor " + EvenkeelException.quoted(name) + " has the dtype "
                                        + EvenkeelException.quoted(type) + ", but only "
                                        + Arrays.toString(DataType.values())
                                        + " are known. Convert it to one of these and export the file again"));
            } catch (JsonException unfit) {
                throw badEntry(name, String.valueOf(unfit.getMessage()));
            }
        }

        private long[] naturals(String name, JsonObject object, String key) {
            try {
                long[] numbers = object.read(key, value -> value.asArray().toLongArray());
                for (long number : numbers) {
                    if (number < 0) {
                        throw badEntry(name, "has the negative number " + number + " in its " + key);
                    }
                }
                return numbers;
            } catch (JsonException unfit) {
                throw badEntry(name, String.valueOf(unfit.getMessage()));
            }
        }

        private long bytes(String name, DataType type, long[] shape) {
            try {
                return Header.bytes(type, shape);
            } catch (ArithmeticException overflow) {
                throw badEntry(name, "has the shape " + shortened(shape) + ", which is too large for any file");
            }
        }

        private void requireCover(Iterable<TensorEntry> entries, long bodyBytes) {
            List<TensorEntry> ordered = new ArrayList<>();
            entries.forEach(ordered::add);
            ordered.sort(Comparator.comparingLong(TensorEntry::begin).thenComparingLong(TensorEntry::end));
            long covered = 0;
            for (TensorEntry entry : ordered) {
                if (entry.begin() < covered) {
                    throw badEntry(
                            entry.name(),
                            "begins at byte " + entry.begin() + ", inside another tensor that ends at " + covered);
                }
                if (entry.begin() > covered) {
                    throw error("its bytes " + covered + " to " + entry.begin() + " before tensor "
                            + EvenkeelException.quoted(entry.name()) + " belong to no tensor. " + INVALID);
                }
                covered = entry.end();
            }
            if (covered > bodyBytes) {
                throw error("its tensors need " + covered + " bytes of values, but it has only " + bodyBytes
                        + ": it is cut short. " + DAMAGED);
            }
            if (covered < bodyBytes) {
                throw error("it goes on for " + (bodyBytes - covered) + " bytes after its last tensor. " + DAMAGED);
            }
        }

        private SafetensorsException badEntry(String name, String message) {
            return error("tensor " + EvenkeelException.quoted(name) + " " + message + ". " + INVALID);
        }

        private SafetensorsException error(String message) {
            return new SafetensorsException(file, message);
        }
    }

    /**
     * {@code elements * type.bytes()}.
     *
     * @throws ArithmeticException if that or a partial product is beyond a long
     */
    static long bytes(DataType type, long... shape) {
        long bytes = type.bytes();
        for (long dimension : shape) {
            bytes = Math.multiplyExact(bytes, dimension);
        }
        return bytes;
    }

    private static String shortened(long[] numbers) {
        return numbers.length <= 16
                ? Arrays.toString(numbers)
                : "of " + numbers.length + " numbers (" + Arrays.toString(Arrays.copyOf(numbers, 16)) + "...)";
    }
}
