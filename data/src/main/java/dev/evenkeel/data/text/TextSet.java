package dev.evenkeel.data.text;

import dev.evenkeel.EvenkeelException;
import dev.evenkeel.text.Suggestion;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * A text file as characters to continue; the end of it is the test part.
 *
 * @param name of the file
 * @param test the end of the text, if some was held out
 * @param notes what people should know about how it was read
 */
public record TextSet(
        String name, Vocabulary vocabulary, TextDataset training, Optional<TextDataset> test, List<String> notes) {
    public TextSet {
        notes = List.copyOf(notes);
    }

    /**
     * Reads a text in UTF-8, also gzipped.
     *
     * @param testShare of the text, its end, for the test; 0 for none
     * @throws EvenkeelException if there is no such file, it is no text in UTF-8, or too short
     */
    public static TextSet read(Path file, TextRules rules, double testShare) {
        if (!Files.isRegularFile(file)) {
            throw new EvenkeelException(file
                    + (Files.isDirectory(file)
                            ? " is a folder, but a text file is needed"
                            : " does not exist" + Suggestion.nearFile(file)));
        }
        return of(file.toString(), CharacterText.read(file), rules, testShare);
    }

    /**
     * A text in memory.
     *
     * @param testShare of the text, its end, for the test; 0 for none
     * @throws EvenkeelException if it is empty, too short, or one character alone
     */
    public static TextSet of(String name, String text, TextRules rules, double testShare) {
        if (text.isEmpty()) {
            throw new EvenkeelException(name + " is empty: a text to learn needs characters");
        }
        return of(name, new CharacterText(name, text.codePoints().toArray()), rules, testShare);
    }

    private static TextSet of(String place, CharacterText text, TextRules rules, double testShare) {
        Vocabulary vocabulary = rules.vocabulary().orElseGet(() -> Vocabulary.of(text.codePoints()));
        int[] tokens = vocabulary.encode(place, text.codePoints());
        if (vocabulary.tokens().size() < 2) {
            throw new EvenkeelException(place + " has one character alone, again and again: there is nothing to learn");
        }
        int cut = testShare == 0 ? tokens.length : (int) (tokens.length * (1 - testShare));
        requireLength(place, testShare == 0 ? "it" : "its training part", cut, rules.needed());
        TextDataset training = rules.vocabulary().isPresent()
                ? TextDataset.disjoint(
                        partName(text, testShare), vocabulary, Arrays.copyOf(tokens, cut), rules.context(), 0)
                : TextDataset.overlapping(
                        partName(text, testShare), vocabulary, Arrays.copyOf(tokens, cut), rules.context(), 0);
        if (testShare == 0) {
            return new TextSet(text.name(), vocabulary, training, Optional.empty(), List.of());
        }
        requireLength(place, "its test part", tokens.length - cut, 2);
        return new TextSet(
                text.name(),
                vocabulary,
                training,
                Optional.of(TextDataset.disjoint(
                        text.name() + " (test)",
                        vocabulary,
                        Arrays.copyOfRange(tokens, cut, tokens.length),
                        rules.context(),
                        cut)),
                List.of(String.format(
                        Locale.ROOT,
                        "%,d characters to learn from and the last %,d to test, %,d different ones, in windows of %d",
                        cut,
                        tokens.length - cut,
                        vocabulary.tokens().size(),
                        rules.context())));
    }

    private static String partName(CharacterText text, double testShare) {
        return testShare == 0 ? text.name() : text.name() + " (training)";
    }

    private static void requireLength(String place, String part, int length, int needed) {
        if (length < needed) {
            throw new EvenkeelException(place + " is too short: " + part + " needs " + needed + " characters, but has "
                    + length + ". Give more text, or a smaller context");
        }
    }
}
