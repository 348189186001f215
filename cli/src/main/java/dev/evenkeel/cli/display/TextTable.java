package dev.evenkeel.cli.display;

import dev.evenkeel.lab.report.Block;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** A table in letters of one width, columns two blanks apart. Where it is too wide, columns go on in the lines below. */
public final class TextTable {
    private static final int GAP = 2;

    private final int columns;
    private final int[] widths;

    private TextTable(Block.Table table, int columns) {
        this.columns = columns;
        widths = new int[table.columns().size()];
        widen(table.columns());
        table.rows().forEach(this::widen);
    }

    /** @param columns letters that fit in a line */
    public static String of(Block.Table table, int columns) {
        TextTable layout = new TextTable(table, columns);
        StringBuilder text = new StringBuilder();
        layout.add(text, table.columns());
        table.rows().forEach(row -> layout.add(text, row));
        return text.toString();
    }

    private void widen(List<String> cells) {
        Arrays.setAll(
                widths, column -> Math.max(widths[column], cells.get(column).length()));
    }

    /** Lines after the first begin below the second cell. */
    private void add(StringBuilder text, List<String> cells) {
        String indent = " ".repeat(widths[0] + GAP);
        List<String> lines = new ArrayList<>();
        StringBuilder line = new StringBuilder();
        for (int column = 0; column < widths.length; column++) {
            if (line.length() > indent.length() && line.length() + widths[column] > columns) {
                lines.add(line.toString());
                line = new StringBuilder(indent);
            }
            line.append(cells.get(column))
                    .append(" ".repeat(widths[column] - cells.get(column).length() + GAP));
        }
        lines.add(line.toString());
        lines.stream()
                .map(String::stripTrailing)
                .filter(written -> !written.isEmpty())
                .forEach(written -> text.append(written).append('\n'));
    }
}
