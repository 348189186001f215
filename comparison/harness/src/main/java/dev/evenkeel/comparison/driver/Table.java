package dev.evenkeel.comparison.driver;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Rows of words under a head, for the terminal and for Markdown. */
final class Table {
    private final List<String> head;
    private final List<List<String>> lines = new ArrayList<>();

    Table(List<String> head) {
        this.head = List.copyOf(head);
    }

    void add(List<String> line) {
        lines.add(List.copyOf(line));
    }

    boolean isEmpty() {
        return lines.isEmpty();
    }

    /** Columns that nobody filled are left out. */
    private List<Integer> columns() {
        return IntStream.range(0, head.size())
                .filter(column ->
                        lines.stream().anyMatch(line -> !line.get(column).isEmpty()))
                .boxed()
                .toList();
    }

    String toText() {
        List<List<String>> all = new ArrayList<>(List.of(head));
        all.addAll(lines);
        return all.stream()
                .map(line -> columns().stream()
                        .map(column -> padded(line.get(column), width(all, column)))
                        .collect(Collectors.joining("  ")))
                .map(line -> line.stripTrailing() + "\n")
                .collect(Collectors.joining());
    }

    private static int width(List<List<String>> all, int column) {
        return all.stream().mapToInt(line -> line.get(column).length()).max().orElse(0);
    }

    private static String padded(String text, int width) {
        return text + " ".repeat(width - text.length());
    }

    String toMarkdown() {
        StringBuilder text = new StringBuilder();
        append(text, head);
        append(text, head.stream().map(title -> "---").toList());
        lines.forEach(line -> append(text, line));
        return text.toString();
    }

    private void append(StringBuilder text, List<String> line) {
        text.append(columns().stream().map(line::get).collect(Collectors.joining(" | ", "| ", " |\n")));
    }
}
