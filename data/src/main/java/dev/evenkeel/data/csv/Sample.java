package dev.evenkeel.data.csv;

import java.util.ArrayList;
import java.util.List;

/** The first records of a text, taken apart to find out how it is written. */
public final class Sample {
    private static final int MAX_RECORDS = 1000;

    private final byte[] bytes;
    private final int size;
    private final boolean isWhole;

    /** @param isWhole whether the text ends with these bytes */
    Sample(byte[] bytes, int size, boolean isWhole) {
        this.bytes = bytes;
        this.size = size;
        this.isWhole = isWhole;
    }

    record Field(String text, boolean isQuoted) {}

    /**
     * A line that is not blank.
     *
     * @param line of the file, from 1
     * @param end the place of the next line
     * @param nextLine its number
     */
    record Line(int line, List<Field> fields, int end, int nextLine) {
        int size() {
            return fields.size();
        }

        String text(int column) {
            return column < fields.size() ? fields.get(column).text() : "";
        }

        boolean isEmpty() {
            return fields.stream().allMatch(field -> field.text().isEmpty());
        }
    }

    /** The mark that a first line {@code sep=;} names, or 0. */
    char namedSeparator() {
        boolean isNamed = size >= 5
                && (bytes[0] | 0x20) == 's'
                && (bytes[1] | 0x20) == 'e'
                && (bytes[2] | 0x20) == 'p'
                && bytes[3] == '='
                && (size == 5 || bytes[5] == '\n' || bytes[5] == '\r');
        return isNamed ? (char) bytes[4] : 0;
    }

    /** The records from {@code from} on, which is on line {@code line}. @throws FieldCursor.Malformed if one is none */
    List<Line> records(Separator separator, int from, int line, int most) throws FieldCursor.Malformed {
        FieldCursor cursor = new FieldCursor(separator);
        cursor.start(bytes, from, size);
        List<Line> records = new ArrayList<>();
        while (!cursor.isEnd() && records.size() < Math.min(most, MAX_RECORDS)) {
            if (cursor.skipBlanks()) {
                cursor.nextLine();
                continue;
            }
            int at = line + cursor.lines();
            List<Field> fields = new ArrayList<>();
            try {
                do {
                    cursor.field();
                    fields.add(new Field(cursor.text(), cursor.isQuoted()));
                } while (cursor.nextField());
            } catch (FieldCursor.Malformed malformed) {
                if (!isWhole && cursor.isEnd() && !records.isEmpty()) {
                    return records;
                }
                throw new FieldCursor.Malformed(line + malformed.line(), malformed.what());
            }
            boolean isCut = cursor.isEnd() && !isWhole && !records.isEmpty();
            cursor.nextLine();
            if (!isCut) {
                records.add(new Line(at, List.copyOf(fields), cursor.position(), line + cursor.lines()));
            }
        }
        return records;
    }
}
