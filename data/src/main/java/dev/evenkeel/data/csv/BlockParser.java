package dev.evenkeel.data.csv;

import dev.evenkeel.EvenkeelException;
import dev.evenkeel.data.csv.cell.Cells;
import dev.evenkeel.data.csv.cell.SkippedCells;
import dev.evenkeel.data.csv.number.NumberScan;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Supplier;

/** Reads the records of blocks into columns. One parser reads one block at a time. */
final class BlockParser {
    private final String name;
    private final Separator separator;
    private final CsvSettings.Rules rules;
    private final int columns;
    private final FieldCursor cursor;
    private final NumberScan scan = new NumberScan();

    BlockParser(String name, Separator separator, CsvSettings.Rules rules, int columns) {
        this.name = name;
        this.separator = separator;
        this.rules = rules;
        this.columns = columns;
        this.cursor = new FieldCursor(separator);
    }

    /**
     * The cells of a block.
     *
     * @param lines the line of each row
     * @param unfit the rows that have too many or too few values, and how many
     * @param bytes how much memory the cells take
     */
    record Parsed(int rows, int[] lines, List<Cells> cells, List<int[]> unfit, long bytes) {
        /** Hands out the cells of a column and forgets them. */
        Cells take(int column) {
            return cells.set(column, new SkippedCells());
        }
    }

    Parsed parse(Block block, Supplier<List<Cells>> empty) {
        List<Cells> list = new ArrayList<>(empty.get());
        Cells[] cells = list.toArray(Cells[]::new);
        int[] lines = new int[1024];
        List<int[]> unfit = new ArrayList<>();
        int rows = 0;
        cursor.start(block.bytes(), block.from(), block.to());
        while (!cursor.isEnd()) {
            boolean isBlank = cursor.skipBlanks();
            if (isBlank) {
                cursor.nextLine();
                continue;
            }
            int line = block.line() + cursor.lines();
            int values = record(cells, block.line());
            if (values != columns) {
                unfit(cells, line, values);
                unfit.add(new int[] {rows, values});
            }
            if (rows == lines.length) {
                lines = Arrays.copyOf(lines, 2 * rows);
            }
            lines[rows++] = line;
            cursor.nextLine();
        }
        long bytes = 4L * rows + list.stream().mapToLong(Cells::trimmedBytes).sum();
        return new Parsed(rows, Arrays.copyOf(lines, rows), list, unfit, bytes);
    }

    /** How many values a line has; an empty one behind a separator at its end does not count. */
    private int record(Cells[] cells, int firstLine) {
        int values = 0;
        try {
            do {
                if (values < columns) {
                    cell(cells[values]);
                } else {
                    cursor.field();
                }
                values++;
            } while (cursor.nextField());
        } catch (FieldCursor.Malformed malformed) {
            throw new EvenkeelException(name + " line " + (firstLine + malformed.line()) + " " + malformed.what());
        }
        boolean endsInSeparator = values == columns + 1 && !cursor.isQuoted() && cursor.start() == cursor.end();
        return endsInSeparator ? columns : values;
    }

    private void cell(Cells cells) throws FieldCursor.Malformed {
        if (cells.readsNumbers()) {
            cursor.skipBlanks();
            byte[] bytes = cursor.bytes();
            int limit = cursor.limit();
            if (scan.read(bytes, cursor.position(), limit)) {
                int end = scan.end();
                int behind = end;
                while (behind < limit && cursor.isBlank(bytes[behind])) {
                    behind++;
                }
                boolean isWhole = behind == limit
                        || bytes[behind] == separator.mark()
                        || bytes[behind] == '\n'
                        || bytes[behind] == '\r'
                        || separator.isBlanks() && behind > end;
                if (isWhole && scan.isFinite() && !scan.hasLeadingZeros()) {
                    cells.number(scan.value());
                    cursor.moveTo(separator.isBlanks() ? end : behind);
                    return;
                }
            }
        }
        cursor.field();
        byte[] buffer = cursor.buffer();
        cells.text(buffer, cursor.start(), cursor.end(), cursor.isQuoted());
    }

    private void unfit(Cells[] cells, int line, int values) {
        if (rules == CsvSettings.Rules.LEARN) {
            throw new EvenkeelException(message(line, values));
        }
        for (int column = values; column < columns; column++) {
            cells[column].absent();
        }
    }

    private String message(int line, int values) {
        return name + " line " + line + " has " + values + (values == 1 ? " value" : " values")
                + ", but the header names " + columns + (columns == 1 ? " column" : " columns")
                + ". Correct the line; a value that holds " + separator + " is written in double quotes";
    }
}
