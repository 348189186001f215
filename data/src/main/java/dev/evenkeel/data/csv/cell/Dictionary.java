package dev.evenkeel.data.csv.cell;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Distinct texts, as bytes, each with whether it stood in quotes; a text's code is its place. */
public final class Dictionary {
    private byte[] pool = new byte[256];
    private int[] ends = new int[16];
    private boolean[] quoted = new boolean[16];
    private int[] table = new int[32];
    private int size;

    public int size() {
        return size;
    }

    /** How much memory it takes. */
    public long bytes() {
        return pool.length + 5L * ends.length + 4L * table.length;
    }

    public boolean isQuoted(int code) {
        return quoted[code];
    }

    public int code(byte[] bytes, int from, int to, boolean isQuoted) {
        int mask = table.length - 1;
        int slot = hash(bytes, from, to, isQuoted) & mask;
        while (table[slot] != 0) {
            int code = table[slot] - 1;
            if (quoted[code] == isQuoted && Arrays.equals(pool, start(code), ends[code], bytes, from, to)) {
                return code;
            }
            slot = slot + 1 & mask;
        }
        add(bytes, from, to, isQuoted);
        table[slot] = size;
        if (size * 2 > table.length) {
            grow();
        }
        return size - 1;
    }

    /** The code of a text of another dictionary. */
    public int code(Dictionary other, int code) {
        return code(other.pool, other.start(code), other.ends[code], other.quoted[code]);
    }

    /** @throws CharacterCodingException if it is not UTF-8 */
    public String text(int code) throws CharacterCodingException {
        int start = start(code);
        return Blanks.stripped(StandardCharsets.UTF_8
                .newDecoder()
                .decode(ByteBuffer.wrap(pool, start, ends[code] - start))
                .toString());
    }

    /** The bytes of a text. */
    public byte[] bytes(int code) {
        return Arrays.copyOfRange(pool, start(code), ends[code]);
    }

    private int start(int code) {
        return code == 0 ? 0 : ends[code - 1];
    }

    private void add(byte[] bytes, int from, int to, boolean isQuoted) {
        int length = to - from;
        int used = size == 0 ? 0 : ends[size - 1];
        if (pool.length - used < length) {
            pool = Arrays.copyOf(pool, Math.addExact(used, Math.max(used, length)));
        }
        if (size == ends.length) {
            ends = Arrays.copyOf(ends, 2 * size);
            quoted = Arrays.copyOf(quoted, 2 * size);
        }
        System.arraycopy(bytes, from, pool, used, length);
        ends[size] = used + length;
        quoted[size] = isQuoted;
        size++;
    }

    private void grow() {
        int[] larger = new int[table.length * 2];
        int mask = larger.length - 1;
        for (int code = 0; code < size; code++) {
            int slot = hash(pool, start(code), ends[code], quoted[code]) & mask;
            while (larger[slot] != 0) {
                slot = slot + 1 & mask;
            }
            larger[slot] = code + 1;
        }
        table = larger;
    }

    private static int hash(byte[] bytes, int from, int to, boolean isQuoted) {
        int hash = isQuoted ? 7 : 1;
        for (int index = from; index < to; index++) {
            hash = hash * 31 + bytes[index];
        }
        hash *= 0x9E3779B1;
        return hash ^ hash >>> 15;
    }
}
