package dev.evenkeel.data.csv.number;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * The words that stand for a missing value. By default any of {@code ? NA N/A NaN null none - .} and their like among
 * numbers, in any case and quoted or not, as none of them is a number; among texts only those that are hardly ever a
 * value, and never in quotes. An empty cell is always missing.
 */
public final class MissingWords {
    private static final Set<String> AMONG_NUMBERS = Set.of(
            "?", "na", "n/a", "n.a.", "#n/a", "#na", "<na>", "nan", "-nan", "+nan", "null", "(null)", "none", "nil",
            "\\n", "-", "--", ".", "..");
    private static final Set<String> AMONG_TEXTS =
            Set.of("?", "NA", "N/A", "n/a", "#N/A", "<NA>", "NaN", "nan", "NAN", "null", "Null", "NULL", "\\N");

    /** The usual words. */
    public static final MissingWords USUAL = new MissingWords(Set.of(), false);

    private final Set<String> said;
    private final boolean isSaid;
    private final double[] numbers;

    private MissingWords(Set<String> said, boolean isSaid) {
        this.said = said;
        this.isSaid = isSaid;
        this.numbers = said.stream()
                .mapToDouble(NumberForm.PLAIN::parse)
                .filter(value -> !Double.isNaN(value))
                .toArray();
    }

    /** These words alone, spelled so; a word in {@code "} also counts where it stands in quotes. */
    public static MissingWords of(List<String> words) {
        return new MissingWords(new LinkedHashSet<>(words), true);
    }

    /** Whether these are not the usual words. */
    public boolean isSaid() {
        return isSaid;
    }

    /** The words that were said. */
    public List<String> words() {
        return List.copyOf(said);
    }

    /** Whether a cell among numbers is missing. */
    public boolean amongNumbers(String text, boolean isQuoted) {
        if (text.isEmpty()) {
            return true;
        }
        return isSaid
                ? isSaid(text, isQuoted) || said.contains(text) || isSaidNumber(text)
                : AMONG_NUMBERS.contains(text.toLowerCase(Locale.ROOT));
    }

    private boolean isSaidNumber(String text) {
        double value = numbers.length == 0 ? Double.NaN : NumberForm.PLAIN.parse(text);
        for (double number : numbers) {
            if (value == number) {
                return true;
            }
        }
        return false;
    }

    /** Whether a cell among texts is missing. */
    public boolean amongTexts(String text, boolean isQuoted) {
        if (text.isEmpty()) {
            return true;
        }
        return isSaid ? isSaid(text, isQuoted) : !isQuoted && AMONG_TEXTS.contains(text);
    }

    private boolean isSaid(String text, boolean isQuoted) {
        return said.contains(isQuoted ? '"' + text + '"' : text);
    }

    /** Whether a text is a usual word for a missing value, but is taken as a value among texts. */
    public boolean isDoubtful(String text, boolean isQuoted) {
        return !isSaid && !isQuoted && !amongTexts(text, false) && amongNumbers(text, false);
    }

    /** The words that are numbers, as {@code -999}. */
    public double[] numbers() {
        return numbers.clone();
    }
}
