package dev.evenkeel.lab.comparison.subject;

import dev.evenkeel.EvenkeelException;
import dev.evenkeel.text.Suggestion;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/**
 * Something that is varied, and the values it takes: the first is what the others are compared with.
 *
 * @param factor what is varied
 * @param values two or more, each different
 */
public record Variation(Factor factor, List<String> values) {
    /** What can be varied. */
    public enum Factor {
        /** Which normalization: none, batch, layer, group, instance, rms. */
        NORM,
        /** Where the normalization of a perceptron stands: before or after the activation. */
        PLACEMENT,
        /** Where a perceptron has dropout: none, before the normalization, after each block, last (once, before the output). */
        DROPOUT,
        /** How many hidden layers a perceptron has. */
        DEPTH,
        /** How many features its hidden layers have. */
        WIDTH,
        /** What a perceptron does to its inputs first: standardized, or clipped (robustly standardised and smoothly clipped). */
        INPUTS,
        /** Examples per batch. */
        BATCH,
        /** The learning rate. */
        RATE;

        /** As {@code norm}. */
        public String word() {
            return name().toLowerCase(Locale.ROOT);
        }

        private static Factor of(String word) {
            List<String> words = Stream.of(values()).map(Factor::word).toList();
            int index = words.indexOf(word);
            if (index < 0) {
                throw new EvenkeelException(
                        "'" + word + "' cannot be varied" + Suggestion.choices(word, "What can be", words));
            }
            return values()[index];
        }
    }

    /** @throws EvenkeelException if there are fewer than two values, or one stands twice */
    public Variation {
        values = List.copyOf(values);
        if (values.size() < 2) {
            throw new EvenkeelException("Variation " + factor.word() + " needs two values or more to compare, but got "
                    + values.size() + ": " + factor.word() + "=" + String.join(",", values));
        }
        if (new HashSet<>(values).size() < values.size()) {
            throw new EvenkeelException("Variation " + factor.word() + " needs values that differ, but got one twice: "
                    + factor.word() + "=" + String.join(",", values));
        }
    }

    /**
     * Reads {@code norm=none,batch}.
     *
     * @throws EvenkeelException that says what is wrong with it
     */
    public static Variation parse(String text) {
        int equals = text.indexOf('=');
        if (equals < 0) {
            throw new EvenkeelException("A variation is written as norm=none,batch, but got '" + text + "'");
        }
        Factor factor = Factor.of(text.substring(0, equals).strip());
        List<String> values = Stream.of(text.substring(equals + 1).split(",", -1))
                .map(String::strip)
                .toList();
        if (values.contains("")) {
            throw new EvenkeelException("Variation " + factor.word() + " has an empty value in '" + text
                    + "': write its values with a comma between two");
        }
        return new Variation(factor, values);
    }

    /** As it is parsed. */
    @Override
    public String toString() {
        return factor.word() + "=" + String.join(",", values);
    }
}
