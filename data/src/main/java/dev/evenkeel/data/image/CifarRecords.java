package dev.evenkeel.data.image;

import dev.evenkeel.EvenkeelException;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.List;

/**
 * Records of one CIFAR-10 file. Reading takes memory only for records that came.
 *
 * @param values {@code [images, 32, 32, 3]}
 * @param classes one per image
 */
record CifarRecords(byte[] values, byte[] classes) {
    private static final int PLANE = Cifar.SHAPE.positions();
    private static final int CHANNELS = Cifar.SHAPE.channels();
    private static final int IMAGE = Cifar.SHAPE.size();
    private static final int RECORD = 1 + IMAGE;
    private static final int MAX = Integer.MAX_VALUE / IMAGE;

    /**
     * Reads to the end.
     *
     * @param origin what the bytes are called in messages
     */
    static CifarRecords read(String origin, InputStream in) throws IOException {
        byte[] values = new byte[IMAGE];
        byte[] classes = new byte[1];
        byte[] record = new byte[RECORD];
        int count = 0;
        for (int length = in.readNBytes(record, 0, RECORD); length > 0; length = in.readNBytes(record, 0, RECORD)) {
            check(origin, record, length, count);
            if (count == classes.length) {
                int larger = (int) Math.min(MAX, 2L * count);
                values = Arrays.copyOf(values, larger * IMAGE);
                classes = Arrays.copyOf(classes, larger);
            }
            classes[count] = record[0];
            interleave(record, values, count * IMAGE);
            count++;
        }
        if (count == 0) {
            throw new EvenkeelException(origin + " is empty, but CIFAR-10 has " + RECORD + " bytes for each image");
        }
        return new CifarRecords(Arrays.copyOf(values, count * IMAGE), Arrays.copyOf(classes, count));
    }

    /** All of them, one part after the other. */
    static CifarRecords joined(List<CifarRecords> parts) {
        if (parts.size() == 1) {
            return parts.get(0);
        }
        long count = parts.stream().mapToLong(part -> part.classes.length).sum();
        if (count > MAX) {
            throw new EvenkeelException(count + " images came, but at most " + MAX + " of CIFAR-10 can be held");
        }
        byte[] values = new byte[(int) count * IMAGE];
        byte[] classes = new byte[(int) count];
        int at = 0;
        for (CifarRecords part : parts) {
            System.arraycopy(part.values, 0, values, at * IMAGE, part.values.length);
            System.arraycopy(part.classes, 0, classes, at, part.classes.length);
            at += part.classes.length;
        }
        return new CifarRecords(values, classes);
    }

    private static void check(String origin, byte[] record, int length, int index) {
        if (length < RECORD) {
            throw new EvenkeelException(origin + " ends within record " + index + ": of its " + RECORD + " bytes "
                    + length + " are there. It is cut short, or no CIFAR-10 file");
        }
        int label = Byte.toUnsignedInt(record[0]);
        if (label >= Cifar.LABELS.size()) {
            throw new EvenkeelException(origin + ": record " + index + " has class " + label
                    + ", but CIFAR-10 has the classes 0 to " + (Cifar.LABELS.size() - 1)
                    + ". It is damaged, or no CIFAR-10 file");
        }
        if (index == MAX) {
            throw new EvenkeelException(origin + " has more than " + MAX + " images, the most that can be held");
        }
    }

    /** From planes of red, green and blue to channels last. */
    private static void interleave(byte[] record, byte[] values, int to) {
        for (int channel = 0; channel < CHANNELS; channel++) {
            int plane = 1 + channel * PLANE;
            for (int position = 0; position < PLANE; position++) {
                values[to + position * CHANNELS + channel] = record[plane + position];
            }
        }
    }
}
