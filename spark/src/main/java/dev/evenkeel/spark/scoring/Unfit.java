package dev.evenkeel.spark.scoring;

import dev.evenkeel.EvenkeelException;
import dev.evenkeel.text.Suggestion;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** What becomes of a row that cannot be an input, as one with a missing value where that is refused. */
public enum Unfit {
    /** The job fails with an error that names the row. */
    ERROR,
    /** It is left out. */
    SKIP,
    /** It stays, with NaN as its prediction and null for the rest. */
    KEEP;

    /** The words that name them. */
    public static List<String> words() {
        return Arrays.stream(values()).map(Unfit::word).toList();
    }

    /** @throws EvenkeelException if it is none of the words */
    public static Unfit of(String word) {
        return Arrays.stream(values())
                .filter(rule -> rule.word().equals(word))
                .findFirst()
                .orElseThrow(() -> new EvenkeelException(
                        "handleInvalid '" + word + "' is unknown" + Suggestion.choices(word, "Words", words())));
    }

    private String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
