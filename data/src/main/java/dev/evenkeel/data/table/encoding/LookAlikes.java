package dev.evenkeel.data.table.encoding;

import java.text.Normalizer;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Texts that a computer tells apart and people hardly do: {@code Yes} and {@code YES}, a composed and a decomposed
 * {@code é} (Unicode NFC and NFD), blanks of different kinds, marks of no width. They stay apart, as only people know whether
 * they mean the same.
 */
final class LookAlikes {
    private static final int MAX_TEXTS = 10_000;
    private static final int SHOWN = 3;
    private static final Pattern NO_WIDTH = Pattern.compile("[\\p{Cf}\\p{Cc}&&[^\\t\\n\\r]]");
    private static final Pattern BLANKS = Pattern.compile("[\\p{Z}\\s]+");

    private LookAlikes() {}

    /** What to know about texts that look alike; nothing if none do. */
    static Optional<String> note(String what, List<String> texts) {
        Map<String, List<String>> alike = new LinkedHashMap<>();
        texts.stream()
                .limit(MAX_TEXTS)
                .forEach(text -> alike.computeIfAbsent(folded(text), added -> new ArrayList<>())
                        .add(text));
        List<List<String>> groups =
                alike.values().stream().filter(group -> group.size() > 1).toList();
        if (groups.isEmpty()) {
            return Optional.empty();
        }
        List<String> first = groups.get(0).stream()
                .limit(SHOWN)
                .map(text -> "'" + visible(text) + "'")
                .toList();
        int more = groups.size() - 1;
        return Optional.of(what + " has texts that look alike but count as different: " + String.join(", ", first)
                + (more == 0 ? "" : ", and " + more + (more == 1 ? " other group" : " other groups") + " of such texts")
                + ". If they mean the same, write them alike");
    }

    /** The one among known texts that looks like this one, as {@code , which looks like 'yes'}. */
    static String hint(String text, List<String> known) {
        String folded = folded(text);
        return known.stream()
                .limit(MAX_TEXTS)
                .filter(other -> folded(other).equals(folded))
                .findFirst()
                .map(other -> ", which looks like '" + visible(other) + "'")
                .orElse("");
    }

    private static String folded(String text) {
        String composed = Normalizer.normalize(text, Normalizer.Form.NFKC).toLowerCase(Locale.ROOT);
        String visible = NO_WIDTH.matcher(composed).replaceAll("");
        return Normalizer.normalize(BLANKS.matcher(visible).replaceAll(" ").strip(), Normalizer.Form.NFKC);
    }

    /** What cannot be seen, or joins the letter before it, is written by its code. */
    static String visible(String text) {
        StringBuilder shown = new StringBuilder();
        text.codePoints().forEach(character -> {
            int type = Character.getType(character);
            boolean isHidden = type == Character.FORMAT
                    || type == Character.CONTROL
                    || type == Character.NON_SPACING_MARK
                    || Character.isSpaceChar(character) && character != ' ';
            shown.append(isHidden ? String.format(Locale.ROOT, "\\u%04X", character) : Character.toString(character));
        });
        return shown.toString();
    }
}
