package dev.evenkeel.data.csv;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Something to know about how a column was read.
 *
 * @param what as {@code writes numbers with '%'}
 * @param example as {@code '12%' is read as 12}
 */
public record ColumnNote(String what, String column, String example) {
    private static final int SHOWN = 3;

    /** Sentences, one for all columns of which the same is to be said. */
    static List<String> joined(List<ColumnNote> notes) {
        Map<String, List<ColumnNote>> alike = new LinkedHashMap<>();
        notes.forEach(note ->
                alike.computeIfAbsent(note.what, added -> new ArrayList<>()).add(note));
        return alike.values().stream().map(ColumnNote::sentence).toList();
    }

    private static String sentence(List<ColumnNote> notes) {
        ColumnNote first = notes.get(0);
        if (notes.size() == 1) {
            return "Column '" + first.column + "' " + first.what + ": " + first.example;
        }
        String names = String.join(
                ", ",
                notes.stream().limit(SHOWN).map(note -> "'" + note.column + "'").toList());
        String others = notes.size() > SHOWN ? " and " + (notes.size() - SHOWN) + " others" : "";
        return "Columns " + names + others + ": each " + first.what + ", as '" + first.column + "', where "
                + first.example;
    }
}
