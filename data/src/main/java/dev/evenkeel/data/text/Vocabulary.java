package dev.evenkeel.data.text;

import dev.evenkeel.EvenkeelException;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * The tokens of a language model, which are characters here, in the order of their numbers.
 *
 * @param tokens each one character
 */
public record Vocabulary(List<String> tokens) {
    /** @throws EvenkeelException if a token is no single character, or there twice */
    public Vocabulary {
        tokens = List.copyOf(tokens);
        if (tokens.stream().anyMatch(token -> token.codePointCount(0, token.length()) != 1)
                || tokens.stream().distinct().count() < tokens.size()) {
            throw new EvenkeelException("A vocabulary of characters needs each once, but got "
                    + tokens.stream().limit(10).toList() + (tokens.size() > 10 ? " and more" : ""));
        }
    }

    /** The different characters, sorted by code point. */
    static Vocabulary of(int[] codePoints) {
        return new Vocabulary(Arrays.stream(codePoints)
                .distinct()
                .sorted()
                .mapToObj(Character::toString)
                .toList());
    }

    /**
     * The numbers of a text's characters.
     *
     * @param name of the text, for messages
     * @throws EvenkeelException if it has a character that is no token
     */
    public int[] encode(String name, String text) {
        return encode(name, text.codePoints().toArray());
    }

    int[] encode(String name, int[] codePoints) {
        Map<Integer, Integer> numbers = new HashMap<>();
        for (int token = 0; token < tokens.size(); token++) {
            numbers.put(tokens.get(token).codePointAt(0), token);
        }
        int[] encoded = new int[codePoints.length];
        int line = 1;
        for (int at = 0; at < codePoints.length; at++) {
            Integer number = numbers.get(codePoints[at]);
            if (number == null) {
                throw new EvenkeelException(String.format(
                        Locale.ROOT,
                        "%s line %d has the character '%s' (U+%04X), which is none of the %d that the model knows: replace it, or"
                                + " train on text that has it",
                        name,
                        line,
                        Character.toString(codePoints[at]),
                        codePoints[at],
                        tokens.size()));
            }
            line += codePoints[at] == '\n' ? 1 : 0;
            encoded[at] = number;
        }
        return encoded;
    }

    /** The text that tokens stand for. */
    public String decode(int... numbers) {
        StringBuilder text = new StringBuilder();
        for (int number : numbers) {
            text.append(tokens.get(number));
        }
        return text.toString();
    }
}
