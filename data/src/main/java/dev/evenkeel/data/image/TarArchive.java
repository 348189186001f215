package dev.evenkeel.data.image;

import dev.evenkeel.EvenkeelException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;

/**
 * Goes through a tar archive (POSIX.1-1988): blocks of 512 bytes, for each file a header and its content, then a block of
 * zeros. Nothing is written to disk, and memory is taken only for what a visitor keeps.
 *
 * <p>Archives are not trusted: what is neither a file nor a folder is refused, and so are sums and sizes that are wrong,
 * names that lead out of the archive, and an end that is missing.
 */
final class TarArchive {
    private static final int BLOCK = 512;
    private static final int NAME = 0;
    private static final int NAME_LENGTH = 100;
    private static final int SIZE = 124;
    private static final int SIZE_LENGTH = 12;
    private static final int SUM = 148;
    private static final int SUM_LENGTH = 8;
    private static final int KIND = 156;
    private static final int MAGIC = 257;
    private static final int PREFIX = 345;
    private static final int PREFIX_LENGTH = 155;

    private final Path path;
    private final InputStream in;

    private TarArchive(Path path, InputStream in) {
        this.path = path;
        this.in = in;
    }

    /** What is done with a file. */
    @FunctionalInterface
    interface Visitor {
        /** @param content ends where the file ends, and need not be read */
        void file(String name, InputStream content) throws IOException;
    }

    /**
     * Hands every file to {@code visitor}, in the order of the archive.
     *
     * @param path for messages
     * @throws EvenkeelException if the archive is damaged or not to be trusted
     */
    static void forEachFile(Path path, InputStream in, Visitor visitor) throws IOException {
        TarArchive archive = new TarArchive(path, in);
        for (byte[] header = archive.block(); !isZero(header); header = archive.block()) {
            archive.entry(header, visitor);
        }
    }

    private void entry(byte[] header, Visitor visitor) throws IOException {
        long sum = octal(header, SUM, SUM_LENGTH, "sum");
        if (sum != sum(header)) {
            throw new EvenkeelException(path + " is damaged or no tar archive: the bytes of a header sum up to "
                    + sum(header) + ", but it says " + sum);
        }
        String name = name(header);
        long size = octal(header, SIZE, SIZE_LENGTH, "size");
        char kind = (char) header[KIND];
        boolean folder = kind == '5' || name.endsWith("/");
        if (!folder && kind != '0' && kind != 0) {
            throw new EvenkeelException(
                    path + " holds '" + name + "', which is neither a file nor a folder (its kind is " + (int) kind
                            + "): such archives are not read");
        }
        Content content = new Content(name, size);
        if (!folder) {
            visitor.file(name, content);
        }
        content.skipNBytes(content.left);
        skipPadding(size);
    }

    private String name(byte[] header) {
        String name = text(header, NAME, NAME_LENGTH);
        boolean hasPrefix = Arrays.equals(header, MAGIC, MAGIC + 6, new byte[] {'u', 's', 't', 'a', 'r', 0}, 0, 6);
        String prefix = hasPrefix ? text(header, PREFIX, PREFIX_LENGTH) : "";
        String whole = prefix.isEmpty() ? name : prefix + "/" + name;
        if (whole.isEmpty()
                || whole.startsWith("/")
                || List.of(whole.split("/")).contains("..")) {
            throw new EvenkeelException(path + " holds the name '" + whole
                    + "', which is empty or leads out of it: such archives are not read");
        }
        return whole;
    }

    private long octal(byte[] header, int from, int length, String what) {
        String digits = text(header, from, length).strip();
        if (!digits.matches("[0-7]{1,12}")) {
            throw new EvenkeelException(path + " is damaged or no tar archive: a header's " + what + " is '" + digits
                    + "', but an octal number is needed");
        }
        return Long.parseLong(digits, 8);
    }

    private byte[] block() throws IOException {
        byte[] block = in.readNBytes(BLOCK);
        if (block.length < BLOCK) {
            throw new EvenkeelException(path + " is cut short: the block of zeros at its end is missing");
        }
        return block;
    }

    private void skipPadding(long size) throws IOException {
        int padding = (int) (-size & (BLOCK - 1));
        if (in.readNBytes(padding).length < padding) {
            throw new EvenkeelException(path + " is cut short: the block of zeros at its end is missing");
        }
    }

    private static long sum(byte[] header) {
        long sum = (long) ' ' * SUM_LENGTH;
        for (int index = 0; index < BLOCK; index++) {
            if (index < SUM || index >= SUM + SUM_LENGTH) {
                sum += header[index] & 0xFF;
            }
        }
        return sum;
    }

    private static boolean isZero(byte[] block) {
        for (byte value : block) {
            if (value != 0) {
                return false;
            }
        }
        return true;
    }

    private static String text(byte[] header, int from, int length) {
        int end = from;
        while (end < from + length && header[end] != 0) {
            end++;
        }
        return new String(header, from, end - from, StandardCharsets.UTF_8);
    }

    /** The bytes of one file. */
    private final class Content extends InputStream {
        private final String name;
        private final long size;
        private long left;

        private Content(String name, long size) {
            this.name = name;
            this.size = size;
            left = size;
        }

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
        }

        @Override
        public int read(byte[] bytes, int offset, int length) throws IOException {
            if (left == 0) {
                return -1;
            }
            int count = in.read(bytes, offset, (int) Math.min(left, length));
            if (count < 0) {
                throw new EvenkeelException(path + " is cut short: '" + name + "' has " + size + " bytes, but "
                        + (size - left) + " are there");
            }
            left -= count;
            return count;
        }
    }
}
