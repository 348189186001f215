package dev.evenkeel.formats.tensorboard;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Reads event files by the description of their format, bit by bit, and shares nothing with what writes them. */
final class EventFileReader {
    private static final int CASTAGNOLI_REVERSED = 0x82f63b78;

    private EventFileReader() {}

    /** A histogram as it lies in the file. */
    record Histogram(
            double least,
            double largest,
            double count,
            double sum,
            double squares,
            List<Double> limits,
            List<Double> counts) {}

    /** An event; of what it does not hold, the empty value. */
    record Event(
            double seconds,
            long step,
            String version,
            long session,
            Map<String, Float> scalars,
            Map<String, Histogram> histograms) {}

    static List<Event> events(Path file) {
        return records(file).stream().map(EventFileReader::event).toList();
    }

    /** The data of each record, whose checksums hold. */
    static List<byte[]> records(Path file) {
        ByteBuffer bytes = littleEndian(content(file));
        List<byte[]> records = new ArrayList<>();
        while (bytes.hasRemaining()) {
            byte[] length = new byte[8];
            bytes.get(length);
            assertThat(bytes.getInt()).isEqualTo(masked(checksum(length)));
            byte[] data = new byte[Math.toIntExact(littleEndian(length).getLong())];
            bytes.get(data);
            assertThat(bytes.getInt()).isEqualTo(masked(checksum(data)));
            records.add(data);
        }
        return records;
    }

    static int checksum(byte[] bytes) {
        int sum = -1;
        for (byte next : bytes) {
            sum ^= next & 0xff;
            for (int bit = 0; bit < 8; bit++) {
                sum = (sum & 1) == 1 ? sum >>> 1 ^ CASTAGNOLI_REVERSED : sum >>> 1;
            }
        }
        return ~sum;
    }

    static int masked(int sum) {
        return (sum >>> 15 | sum << 17) + 0xa282ead8;
    }

    private static byte[] content(Path file) {
        try {
            return Files.readAllBytes(file);
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    private static Event event(byte[] data) {
        Map<Integer, List<Object>> fields = fields(data);
        Map<String, Float> scalars = new LinkedHashMap<>();
        Map<String, Histogram> histograms = new LinkedHashMap<>();
        for (Object summary : fields.getOrDefault(5, List.of())) {
            for (Object value : fields((byte[]) summary).getOrDefault(1, List.of())) {
                Map<Integer, List<Object>> parts = fields((byte[]) value);
                String tag = text(parts, 1);
                if (parts.containsKey(2)) {
                    scalars.put(tag, (Float) only(parts, 2));
                }
                if (parts.containsKey(5)) {
                    histograms.put(tag, histogram((byte[]) only(parts, 5)));
                }
                assertThat(parts).as(tag).hasSize(2);
            }
        }
        long session = fields.containsKey(7) ? (Long) only(fields((byte[]) only(fields, 7)), 1) : 0;
        long step = fields.containsKey(2) ? (Long) only(fields, 2) : 0;
        return new Event((Double) only(fields, 1), step, text(fields, 3), session, scalars, histograms);
    }

    private static Histogram histogram(byte[] data) {
        Map<Integer, List<Object>> fields = fields(data);
        return new Histogram(
                (Double) only(fields, 1),
                (Double) only(fields, 2),
                (Double) only(fields, 3),
                (Double) only(fields, 4),
                (Double) only(fields, 5),
                packed((byte[]) only(fields, 6)),
                packed((byte[]) only(fields, 7)));
    }

    /** The fields by their numbers: longs, doubles, floats and bytes by their wire type. */
    private static Map<Integer, List<Object>> fields(byte[] data) {
        ByteBuffer bytes = littleEndian(data);
        Map<Integer, List<Object>> fields = new LinkedHashMap<>();
        while (bytes.hasRemaining()) {
            long tag = number(bytes);
            Object value = switch ((int) (tag & 7)) {
                case 0 -> number(bytes);
                case 1 -> bytes.getDouble();
                case 2 -> {
                    byte[] part = new byte[Math.toIntExact(number(bytes))];
                    bytes.get(part);
                    yield part;
                }
                case 5 -> bytes.getFloat();
                default -> throw new AssertionError("wire type of " + tag);
            };
            fields.computeIfAbsent((int) (tag >> 3), field -> new ArrayList<>()).add(value);
        }
        return fields;
    }

    private static long number(ByteBuffer bytes) {
        byte next = bytes.get();
        return next >= 0 ? next : (next & 0x7f) + (number(bytes) << 7);
    }

    private static Object only(Map<Integer, List<Object>> fields, int field) {
        assertThat(fields.get(field)).as("field " + field).hasSize(1);
        return fields.get(field).get(0);
    }

    private static String text(Map<Integer, List<Object>> fields, int field) {
        return fields.containsKey(field) ? new String((byte[]) only(fields, field), StandardCharsets.UTF_8) : "";
    }

    private static List<Double> packed(byte[] data) {
        ByteBuffer bytes = littleEndian(data);
        List<Double> values = new ArrayList<>();
        while (bytes.hasRemaining()) {
            values.add(bytes.getDouble());
        }
        return values;
    }

    private static ByteBuffer littleEndian(byte[] bytes) {
        return ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    }
}
