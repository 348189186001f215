package dev.evenkeel.data.image;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.zip.GZIPOutputStream;

/** Bytes of CIFAR-10 files and of archives that hold them, made for tests. */
public final class CifarBytes {
    public static final String FOLDER = "cifar-10-batches-bin/";

    private CifarBytes() {}

    /** Records of the given classes; see {@link #value}. */
    public static byte[] records(int... labels) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        for (int label : labels) {
            bytes.write(label);
            for (int channel = 0; channel < 3; channel++) {
                for (int position = 0; position < 1024; position++) {
                    bytes.write(value(label, position, channel));
                }
            }
        }
        return bytes.toByteArray();
    }

    /** What an image of a class has at a position. */
    public static int value(int label, int position, int channel) {
        return (label * 31 + position * 3 + channel * 85 + position / 32) & 0xFF;
    }

    /** The six files by name, with 2 training images each of two neighbouring classes, and 3 test images. */
    public static Map<String, byte[]> sixFiles() {
        Map<String, byte[]> files = new TreeMap<>();
        for (int batch = 1; batch <= 5; batch++) {
            files.put("data_batch_" + batch + ".bin", records(batch - 1, batch + 4));
        }
        files.put("test_batch.bin", records(7, 0, 9));
        return files;
    }

    /** The six files as they are published, with what lies beside them. */
    public static byte[] archive() throws IOException {
        List<byte[]> entries = new ArrayList<>();
        entries.add(entry(FOLDER, '5', new byte[0]));
        entries.add(entry(FOLDER + "batches.meta.txt", '0', "airplane\n".getBytes(StandardCharsets.UTF_8)));
        sixFiles().forEach((name, bytes) -> entries.add(0, entry(FOLDER + name, '0', bytes)));
        return gzip(tar(entries));
    }

    /** Entries, one after the other, and the end. */
    public static byte[] tar(List<byte[]> entries) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        entries.forEach(bytes::writeBytes);
        bytes.writeBytes(new byte[1024]);
        return bytes.toByteArray();
    }

    /** One header with its content, filled up to whole blocks. */
    public static byte[] entry(String name, char kind, byte[] content) {
        byte[] header = new byte[512];
        put(header, 0, name);
        put(header, 100, "0000644\0");
        put(header, 124, String.format(Locale.ROOT, "%011o\0", content.length));
        header[156] = (byte) kind;
        put(header, 257, "ustar\00000");
        sign(header);
        byte[] entry = java.util.Arrays.copyOf(header, 512 + (content.length + 511) / 512 * 512);
        System.arraycopy(content, 0, entry, 512, content.length);
        return entry;
    }

    /** Writes the sum that a header's bytes have. */
    static void sign(byte[] header) {
        put(header, 148, "        ");
        int sum = 0;
        for (int index = 0; index < 512; index++) {
            sum += header[index] & 0xFF;
        }
        put(header, 148, String.format(Locale.ROOT, "%06o\0 ", sum));
    }

    static void put(byte[] header, int at, String text) {
        byte[] bytes = text.getBytes(StandardCharsets.ISO_8859_1);
        System.arraycopy(bytes, 0, header, at, bytes.length);
    }

    public static byte[] gzip(byte[] bytes) throws IOException {
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        try (GZIPOutputStream out = new GZIPOutputStream(packed)) {
            out.write(bytes);
        }
        return packed.toByteArray();
    }
}
