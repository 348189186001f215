package dev.evenkeel.formats.weights.naming;

import dev.evenkeel.formats.weights.dialect.Dialect;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** What stands before names in a file that a network asks for without it, as {@code model.} before each. */
public final class OuterNames {
    private OuterNames() {}

    /** Those of tensors that the network asks for, the most frequent one first. */
    public static List<String> of(Dialect dialect, Collection<String> names, Set<String> wanted) {
        Map<String, Integer> counts = new LinkedHashMap<>();
        for (String name : names) {
            String plain = FileNames.withoutSuffix(name);
            for (int end = 1; end < plain.length(); end++) {
                boolean separates = plain.charAt(end - 1) == '.' || plain.charAt(end - 1) == '/';
                if (separates && isWanted(dialect, FileNames.separated(plain.substring(end)), wanted)) {
                    counts.merge(plain.substring(0, end), 1, Integer::sum);
                }
            }
        }
        return counts.keySet().stream()
                .sorted(Comparator.comparingInt((String name) -> -counts.getOrDefault(name, 0)))
                .toList();
    }

    private static boolean isWanted(Dialect dialect, String name, Set<String> wanted) {
        return wanted.contains(name) || !dialect.aliases(Set.of(name), wanted).isEmpty();
    }

    /** The renaming that takes one away. */
    public static Renaming taken(String outer) {
        return Renaming.of(pattern(outer), "$1");
    }

    /** A regular expression for all that begins so, and for what follows as its group. */
    static String pattern(String outer) {
        return escaped(outer) + "(.*)";
    }

    /** A regular expression for just this text. */
    public static String escaped(String text) {
        StringBuilder escaped = new StringBuilder();
        text.chars().forEach(letter -> {
            boolean plain = Character.isLetterOrDigit(letter) || letter == '_' || letter == '/' || letter == '-';
            escaped.append(plain ? "" : letter == '.' ? "[" : "\\").appendCodePoint(letter);
            escaped.append(letter == '.' ? "]" : "");
        });
        return escaped.toString();
    }

    /** What of a file the layers left over begin with, as a regular expression; empty if they have little in common. */
    public static Optional<String> leftOver(Collection<String> layers, Collection<String> taken) {
        List<String> first = layers.stream().map(OuterNames::first).distinct().toList();
        boolean apart = first.stream().noneMatch(String::isEmpty)
                && first.stream()
                        .noneMatch(name -> taken.stream().map(OuterNames::first).anyMatch(name::equals));
        if (!apart || first.isEmpty() || first.size() > 3) {
            return Optional.empty();
        }
        String names = first.size() == 1
                ? escaped(first.get(0))
                : first.stream()
                        .map(OuterNames::escaped)
                        .reduce((one, other) -> one + "|" + other)
                        .map(all -> "(" + all + ")")
                        .orElseThrow();
        return Optional.of(names + "[./].*");
    }

    private static String first(String name) {
        int end = name.indexOf('.');
        return end < 0 ? name : name.substring(0, end);
    }
}
