package dev.evenkeel.data.csv;

import dev.evenkeel.EvenkeelException;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;

/** Cuts a text into blocks of whole records. */
final class BlockReader {
    private static final int FIRST_BLOCK = 1 << 16;
    private static final int MIN_BLOCK = 1 << 18;
    private static final int MAX_BLOCK = 1 << 22;
    private static final int SHARE_OF_MEMORY = 16;
    private static final int MEMORY_PER_BYTE = 4;
    private static final int MAX_RECORD = 1 << 28;

    private final String name;
    private final InputStream in;
    private final FieldCursor cursor;
    private final int block;
    private byte[] rest = {};
    private int room = FIRST_BLOCK;
    private int line;
    private boolean isDone;

    /** @param line the line of the file that {@code in} stands at */
    BlockReader(String name, InputStream in, Separator separator, int line) {
        this.name = name;
        this.in = in;
        this.cursor = new FieldCursor(separator);
        this.line = line;
        long share = Runtime.getRuntime().maxMemory() / SHARE_OF_MEMORY;
        this.block = (int) Math.max(MIN_BLOCK, Math.min(MAX_BLOCK, share / 16));
    }

    /** How many blocks to hold at once: one for each processor, as far as a small share of the memory goes. */
    int atOnce() {
        long share = Runtime.getRuntime().maxMemory() / SHARE_OF_MEMORY;
        long fitting = share / ((long) block * MEMORY_PER_BYTE);
        return (int) Math.max(1, Math.min(Runtime.getRuntime().availableProcessors(), fitting));
    }

    /** The next block; an empty one at the end. */
    Block next() throws IOException {
        byte[] bytes = Arrays.copyOf(rest, Math.max(room, rest.length + room / 4));
        room = Math.min(block, 2 * room);
        int size = rest.length;
        while (!isDone) {
            int read = in.readNBytes(bytes, size, bytes.length - size);
            size += read;
            isDone = size < bytes.length;
            int cut = isDone ? size : lastRecordEnd(bytes, size);
            if (cut > 0) {
                rest = Arrays.copyOfRange(bytes, cut, size);
                return block(bytes, cut);
            }
            if (!isDone && size >= MAX_RECORD) {
                throw new EvenkeelException(name + " line " + line
                        + " has a quote that is never closed, or is longer than " + (MAX_RECORD >> 20) + " MB");
            }
            if (!isDone) {
                bytes = Arrays.copyOf(bytes, 2 * bytes.length);
            }
        }
        Block last = block(bytes, size);
        rest = new byte[0];
        return last;
    }

    private Block block(byte[] bytes, int to) {
        Block found = new Block(bytes, 0, to, line);
        for (int index = 0; index < to; index++) {
            if (bytes[index] == '\n' || bytes[index] == '\r' && !(index + 1 < to && bytes[index + 1] == '\n')) {
                line++;
            }
        }
        return found;
    }

    private int lastRecordEnd(byte[] bytes, int size) {
        boolean hasQuote = false;
        for (int index = 0; index < size && !hasQuote; index++) {
            hasQuote = bytes[index] == '"';
        }
        return hasQuote ? walk(bytes, size) : lastLineEnd(bytes, size);
    }

    private static int lastLineEnd(byte[] bytes, int size) {
        for (int index = size - 1; index >= 0; index--) {
            if (bytes[index] == '\n') {
                return index + 1;
            }
        }
        for (int index = size - 2; index >= 0; index--) {
            if (bytes[index] == '\r') {
                return index + 1;
            }
        }
        return 0;
    }

    private int walk(byte[] bytes, int size) {
        cursor.start(bytes, 0, size);
        int cut = 0;
        try {
            while (!cursor.isEnd()) {
                do {
                    cursor.field();
                } while (cursor.nextField());
                if (cursor.isEnd() || cursor.position() == size - 1) {
                    break;
                }
                cursor.nextLine();
                cut = cursor.position();
            }
            return cut;
        } catch (FieldCursor.Malformed malformed) {
            return cursor.isEnd() ? cut : size;
        }
    }
}
