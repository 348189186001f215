package dev.evenkeel.cli;

import dev.evenkeel.lab.report.Block;
import java.util.List;

/** A table in letters of one width, columns two blanks apart. */
final class TextTable {
    private TextTable() {}

    static String of(Block.Table table) {
        int[] widths = new int[table.columns().size()];
        widen(widths, table.columns());
        table.rows().forEach(row -> widen(widths, row));
        StringBuilder text = new StringBuilder();
        add(text, widths, table.columns());
        table.rows().forEach(row -> add(text, widths, row));
        return text.toString();
    }

    private static void widen(int[] widths, List<String> cells) {
        for (int column = 0; column < widths.length; column++) {
            widths[column] = Math.max(widths[column], cells.get(column).length());
        }
    }

    private static void add(StringBuilder text, int[] widths, List<String> cells) {
        StringBuilder line = new StringBuilder();
        for (int column = 0; column < widths.length; column++) {
            String cell = cells.get(column);
            line.append(cell).append(" ".repeat(widths[column] - cell.length() + 2));
        }
        text.append(line.toString().stripTrailing()).append('\n');
    }
}
