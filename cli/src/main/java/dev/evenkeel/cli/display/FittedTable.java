package dev.evenkeel.cli.display;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;

/**
 * A table in letters of one width, columns two blanks apart, numbers to the right. Where it is too wide for a line, the widest
 * column of words becomes narrower, and the words in it go on below: names and settings break at their punctuation, numbers
 * never.
 */
public final class FittedTable {
    private static final int GAP = 2;
    private static final int NARROWEST = 12;
    private static final String BREAKS = " ,./:_}]-";

    private final List<List<String>> rows;
    private final Set<Integer> numbers;
    private final int[] widths;

    private FittedTable(List<List<String>> rows, Set<Integer> numbers, int columns) {
        this.rows = rows;
        this.numbers = numbers;
        widths = new int[rows.get(0).size()];
        Arrays.setAll(
                widths,
                column -> rows.stream()
                        .mapToInt(row -> row.get(column).length())
                        .max()
                        .orElse(0));
        while (width() > columns && widestWords() >= 0) {
            int widest = widestWords();
            widths[widest] -= Math.min(width() - columns, Math.max(1, widths[widest] - NARROWEST) / 2 + 1);
            widths[widest] = Math.max(widths[widest], NARROWEST);
        }
    }

    /**
     * @param rows the headings first; all as long
     * @param numbers which columns are numbers, from 0
     * @param columns letters that fit in a line
     */
    public static String of(List<List<String>> rows, Set<Integer> numbers, int columns) {
        return new FittedTable(rows, numbers, columns).text();
    }

    private int width() {
        int width = -GAP;
        for (int column : widths) {
            width += column == 0 ? 0 : column + GAP;
        }
        return width;
    }

    /** The column of words that can become narrower, or -1. */
    private int widestWords() {
        int widest = -1;
        for (int column = 0; column < widths.length; column++) {
            if (!numbers.contains(column)
                    && widths[column] > NARROWEST
                    && (widest < 0 || widths[column] > widths[widest])) {
                widest = column;
            }
        }
        return widest;
    }

    private String text() {
        StringBuilder text = new StringBuilder();
        for (List<String> row : rows) {
            List<List<String>> cells = new ArrayList<>();
            for (int column = 0; column < widths.length; column++) {
                cells.add(
                        numbers.contains(column) ? List.of(row.get(column)) : pieces(row.get(column), widths[column]));
            }
            int lines = cells.stream().mapToInt(List::size).max().orElse(1);
            for (int line = 0; line < lines; line++) {
                text.append(line(cells, line).stripTrailing()).append('\n');
            }
        }
        return text.toString();
    }

    private String line(List<List<String>> cells, int line) {
        StringBuilder text = new StringBuilder();
        for (int column = 0; column < widths.length; column++) {
            if (widths[column] > 0) {
                List<String> pieces = cells.get(column);
                String piece = line < pieces.size() ? pieces.get(line) : "";
                String blanks = " ".repeat(Math.max(0, widths[column] - piece.length()));
                text.append(numbers.contains(column) ? blanks + piece : piece + blanks)
                        .append(" ".repeat(GAP));
            }
        }
        return text.toString();
    }

    /** A cell in pieces that fit, each as long as its punctuation allows. */
    private static List<String> pieces(String cell, int width) {
        List<String> pieces = new ArrayList<>();
        String rest = cell;
        while (rest.length() > width) {
            int end = width;
            while (end > width / 2 && BREAKS.indexOf(rest.charAt(end - 1)) < 0) {
                end--;
            }
            end = end > width / 2 ? end : width;
            pieces.add(rest.substring(0, end).stripTrailing());
            rest = rest.substring(end).stripLeading();
        }
        pieces.add(rest);
        return pieces;
    }
}
