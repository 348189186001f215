package dev.evenkeel.data.series;

import dev.evenkeel.EvenkeelException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** The lines of a text in UTF-8, ended by LF, CR LF or CR, one after the other. Of comments only the first byte is looked at. */
final class TextLines {
    private static final int MAX_LINE = 1 << 28;
    private static final int BUFFER = 1 << 16;

    private final String name;
    private final InputStream in;
    private final byte[] buffer = new byte[BUFFER];
    private int at;
    private int end;
    private byte[] line = new byte[256];
    private int length;
    private int number;
    private boolean afterReturn;

    /** @param name for messages */
    TextLines(String name, InputStream in) {
        this.name = name;
        this.in = in;
    }

    /** Goes to the next line that is neither blank nor a comment. @return whether there is one */
    boolean next() throws IOException {
        while (read()) {
            number++;
            int first = 0;
            while (first < length && (line[first] == ' ' || line[first] == '\t')) {
                first++;
            }
            if (first < length && line[first] != '#') {
                return true;
            }
        }
        return false;
    }

    /** Counted from 1. */
    int number() {
        return number;
    }

    /** As {@code wine.ts line 12}. */
    String place() {
        return name + " line " + number;
    }

    /** The line without white space around it. */
    String text() {
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(line, 0, length))
                    .toString()
                    .strip();
        } catch (CharacterCodingException other) {
            throw new EvenkeelException(place() + " is not text in UTF-8: save the file in that encoding", other);
        }
    }

    private boolean read() throws IOException {
        length = 0;
        while (true) {
            if (at == end) {
                end = in.read(buffer, 0, buffer.length);
                at = 0;
                if (end < 0) {
                    end = 0;
                    return length > 0;
                }
            }
            if (afterReturn && buffer[at] == '\n') {
                at++;
            }
            afterReturn = false;
            int from = at;
            while (at < end && buffer[at] != '\n' && buffer[at] != '\r') {
                at++;
            }
            append(from, at - from);
            if (at < end) {
                afterReturn = buffer[at] == '\r';
                at++;
                return true;
            }
        }
    }

    private void append(int from, int count) {
        if (length + count > MAX_LINE) {
            throw new EvenkeelException(name + " line " + (number + 1) + " is longer than the " + MAX_LINE
                    + " bytes that are read: is this a file of time series?");
        }
        if (length + count > line.length) {
            line = Arrays.copyOf(line, Math.max(length + count, 2 * line.length));
        }
        System.arraycopy(buffer, from, line, length, count);
        length += count;
    }
}
