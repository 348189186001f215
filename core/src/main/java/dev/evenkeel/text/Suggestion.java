package dev.evenkeel.text;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The nearest right word to a wrong one, by edit distance (Levenshtein 1966). */
public final class Suggestion {
    private static final int MAX_LENGTH = 200;
    private static final int MAX_LISTED = 20;
    private static final int MAX_FILES = 10_000;

    private Suggestion() {}

    /** The candidate nearest to {@code word}, if it is near enough to be meant. */
    public static Optional<String> nearest(String word, Collection<String> candidates) {
        if (word.length() > MAX_LENGTH) {
            return Optional.empty();
        }
        int tolerance = word.length() <= 2 ? 1 : Math.max(2, word.length() / 3);
        return candidates.stream()
                .filter(candidate -> Math.abs(candidate.length() - word.length()) <= tolerance)
                .filter(candidate -> distance(word, candidate) <= Math.min(tolerance, word.length() - 1))
                .min(Comparator.comparingInt((String candidate) -> distance(word, candidate))
                        .thenComparing(Comparator.naturalOrder()));
    }

    /** {@code ; did you mean 'x'?} or nothing, to end a message with. */
    public static String hint(String word, Collection<String> candidates) {
        return nearest(word, candidates)
                .map(nearest -> "; did you mean '" + nearest + "'?")
                .orElse("");
    }

    /**
     * The end of a message on an unknown word: the nearest first, the list last, as {@code ; did you mean 'iris'? Columns:
     * iris, rose and 12 more}.
     *
     * @param kind of the candidates, as {@code Columns}
     */
    public static String choices(String word, String kind, Collection<String> candidates) {
        String hint = hint(word, candidates);
        String listed = candidates.stream().limit(MAX_LISTED).collect(Collectors.joining(", "));
        String more = candidates.size() > MAX_LISTED ? " and " + (candidates.size() - MAX_LISTED) + " more" : "";
        return (hint.isEmpty() ? ". " : hint + " ") + kind + ": " + (listed.isEmpty() ? "none" : listed) + more;
    }

    /** {@code ; did you mean 'data/iris.csv'?}, if a file or folder of nearly that name is there; or nothing. */
    public static String nearFile(Path missing) {
        Path name = missing.getFileName();
        Path folder = missing.toAbsolutePath().getParent();
        if (name == null || folder == null || !Files.isDirectory(folder)) {
            return "";
        }
        try (Stream<Path> files = Files.list(folder)) {
            List<String> names = files.limit(MAX_FILES)
                    .map(file -> String.valueOf(file.getFileName()))
                    .filter(file -> !file.startsWith(".") || name.toString().startsWith("."))
                    .toList();
            return nearest(name.toString(), names)
                    .map(near -> "; did you mean '" + missing.resolveSibling(near) + "'?")
                    .orElse("");
        } catch (IOException | UncheckedIOException unlisted) {
            return "";
        }
    }

    private static int distance(String first, String second) {
        String a = first.toLowerCase(java.util.Locale.ROOT);
        String b = second.toLowerCase(java.util.Locale.ROOT);
        int[] row = new int[b.length() + 1];
        for (int j = 0; j <= b.length(); j++) {
            row[j] = j;
        }
        for (int i = 1; i <= a.length(); i++) {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j <= b.length(); j++) {
                int replaced = diagonal + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.min(replaced, 1 + Math.min(row[j], row[j - 1]));
            }
        }
        return row[b.length()];
    }
}
