package dev.evenkeel.lab.comparison.subject;

import dev.evenkeel.EvenkeelException;
import dev.evenkeel.lab.comparison.subject.Variation.Factor;
import dev.evenkeel.text.Suggestion;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/** One value of a factor, read as what the factor needs. */
public record FactorValue(Factor factor, String text) {
    <E extends Enum<E>> E choice(Class<E> type) {
        List<String> words = Stream.of(type.getEnumConstants())
                .map(constant -> constant.name().toLowerCase(Locale.ROOT))
                .toList();
        int index = words.indexOf(text);
        if (index < 0) {
            throw refused("one of " + String.join(", ", words), Suggestion.hint(text, words));
        }
        return type.getEnumConstants()[index];
    }

    /** A whole number of 1 or more. */
    public int count() {
        try {
            int count = Integer.parseInt(text);
            if (count >= 1) {
                return count;
            }
        } catch (NumberFormatException none) {
            throw refused("a whole number of 1 or more", "", none);
        }
        throw refused("a whole number of 1 or more", "");
    }

    /** A number above 0. */
    public double positive() {
        try {
            double number = Double.parseDouble(text);
            if (number > 0 && Double.isFinite(number)) {
                return number;
            }
        } catch (NumberFormatException none) {
            throw refused("a number above 0", "", none);
        }
        throw refused("a number above 0", "");
    }

    private EvenkeelException refused(String needed, String hint) {
        return new EvenkeelException(message(needed, hint));
    }

    private EvenkeelException refused(String needed, String hint, NumberFormatException cause) {
        return new EvenkeelException(message(needed, hint), cause);
    }

    private String message(String needed, String hint) {
        return "Variation " + factor.word() + " needs " + needed + ", but got '" + text + "'" + hint;
    }
}
