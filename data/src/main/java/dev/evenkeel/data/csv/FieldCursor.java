package dev.evenkeel.data.csv;

import dev.evenkeel.data.csv.cell.Blanks;
import java.nio.charset.StandardCharsets;

/**
 * Finds the fields of a CSV text (RFC 4180) one by one: plain, or in {@code "} with {@code ""} for a quote. Blanks around
 * a field do not belong to it. A record ends with {@code \n}, {@code \r\n} or {@code \r}.
 */
final class FieldCursor {
    private final byte separator;
    private final boolean isBlanks;
    private byte[] bytes = {};
    private int limit;
    private int at;
    private int start;
    private int end;
    private boolean isQuoted;
    private boolean hasQuotes;
    private int lines;

    FieldCursor(Separator separator) {
        this.separator = (byte) separator.mark();
        this.isBlanks = separator.isBlanks();
    }

    /** What a field cannot be. */
    static final class Malformed extends Exception {
        private static final long serialVersionUID = 1;

        private final int line;
        private final String what;

        /** @param line how many lines ended before it */
        Malformed(int line, String message) {
            super(message);
            this.line = line;
            this.what = message;
        }

        /** As {@code has a quote that is never closed}. */
        String what() {
            return what;
        }

        int line() {
            return line;
        }
    }

    void start(byte[] text, int from, int to) {
        bytes = text;
        at = from;
        limit = to;
        lines = 0;
    }

    boolean isBlank(byte value) {
        return value == ' ' || value == '\t' && (isBlanks || separator != '\t');
    }

    /** Skips blanks. @return whether the line or the text ends there */
    boolean skipBlanks() {
        while (at < limit && isBlank(bytes[at])) {
            at++;
        }
        return isEndOfLine();
    }

    boolean isEnd() {
        return at >= limit;
    }

    boolean isEndOfLine() {
        return at >= limit || bytes[at] == '\n' || bytes[at] == '\r';
    }

    /** Steps over the end of a line. */
    void nextLine() {
        if (at < limit) {
            boolean isReturn = bytes[at++] == '\r';
            if (isReturn && at < limit && bytes[at] == '\n') {
                at++;
            }
            lines++;
        }
    }

    /** Finds the next field and stops at what ends it. */
    void field() throws Malformed {
        skipBlanks();
        isQuoted = at < limit && bytes[at] == '"';
        if (isQuoted) {
            quoted();
        } else {
            start = at;
            while (at < limit && bytes[at] != separator && bytes[at] != '\n' && bytes[at] != '\r' && !endsByTab()) {
                at++;
            }
            end = at;
            while (end > start && isBlank(bytes[end - 1])) {
                end--;
            }
        }
    }

    private boolean endsByTab() {
        return isBlanks && bytes[at] == '\t';
    }

    private void quoted() throws Malformed {
        int line = lines;
        start = ++at;
        hasQuotes = false;
        while (true) {
            if (at >= limit) {
                throw new Malformed(line, "has a quote that is never closed");
            }
            byte value = bytes[at];
            if (value == '"') {
                if (at + 1 < limit && bytes[at + 1] == '"') {
                    hasQuotes = true;
                    at++;
                } else {
                    break;
                }
            } else if (value == '\n' || value == '\r' && !(at + 1 < limit && bytes[at + 1] == '\n')) {
                lines++;
            }
            at++;
        }
        end = at++;
        skipBlanks();
        boolean endsWell =
                isEndOfLine() || bytes[at] == separator || isBlanks && (bytes[at - 1] == ' ' || bytes[at - 1] == '\t');
        if (!endsWell) {
            throw new Malformed(
                    lines,
                    "has '" + (char) (bytes[at] & 0xFF)
                            + "' behind a closing quote; a quote within a quoted text is written twice");
        }
    }

    /** Steps over a separator. @return whether there was one, so that another field follows */
    boolean nextField() {
        if (isBlanks) {
            return !skipBlanks();
        }
        if (at < limit && bytes[at] == separator) {
            at++;
            return true;
        }
        return false;
    }

    /** The field found, in the bytes of {@link #buffer}. */
    int start() {
        return start;
    }

    int end() {
        return end;
    }

    boolean isQuoted() {
        return isQuoted;
    }

    /** The bytes that the field lies in. A quoted field is first freed of its double quotes, in place. */
    byte[] buffer() {
        if (isQuoted && hasQuotes) {
            return unescaped();
        }
        return bytes;
    }

    private byte[] unescaped() {
        byte[] plain = new byte[end - start];
        int size = 0;
        for (int index = start; index < end; index++) {
            plain[size++] = bytes[index];
            if (bytes[index] == '"') {
                index++;
            }
        }
        start = 0;
        end = size;
        hasQuotes = false;
        return plain;
    }

    /** The field found, as text; bytes that are not UTF-8 become replacement characters. */
    String text() {
        byte[] buffer = buffer();
        return Blanks.stripped(new String(buffer, start, end - start, StandardCharsets.UTF_8));
    }

    int position() {
        return at;
    }

    void moveTo(int position) {
        at = position;
    }

    int limit() {
        return limit;
    }

    byte[] bytes() {
        return bytes;
    }

    /** How many lines have ended since {@link #start}. */
    int lines() {
        return lines;
    }
}
