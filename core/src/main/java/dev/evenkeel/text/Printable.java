package dev.evenkeel.text;

import java.util.function.IntPredicate;
import java.util.stream.IntStream;

/**
 * Text from files as it may stand on a terminal or a page. Characters that command a terminal (ESC and the other control
 * characters, in both ranges) or that make text read in another order than it stands (bidirectional marks, "Trojan
 * Source", Boucher and Anderson 2021) appear as escapes, for example {@code \u001b}. Line breaks and tabs stay.
 */
public final class Printable {
    private static final int LAST_OF_FIRST_RANGE = 0x1f;
    private static final int DELETE = 0x7f;
    private static final int LAST_OF_SECOND_RANGE = 0x9f;

    private Printable() {}

    /** {@code text} with escapes in place of characters that are no text. */
    public static String of(String text) {
        return escaped(text, index -> commands(text, index));
    }

    /** {@code text} as it may stand within a line: line breaks and tabs appear as escapes, too. */
    public static String line(String text) {
        return escaped(
                text,
                index -> text.charAt(index) == '\n' || text.charAt(index) == '\t' || isCommand(text.charAt(index)));
    }

    private static String escaped(String text, IntPredicate isEscaped) {
        if (IntStream.range(0, text.length()).noneMatch(isEscaped)) {
            return text;
        }
        StringBuilder shown = new StringBuilder(text.length() + 16);
        for (int index = 0; index < text.length(); index++) {
            char character = text.charAt(index);
            if (isEscaped.test(index)) {
                escape(character, shown);
            } else {
                shown.append(character);
            }
        }
        return shown.toString();
    }

    /** Whether a character does something to a terminal or a page other than to be seen; {@code \t} and {@code \n} do not count. */
    public static boolean isCommand(char character) {
        if (character <= LAST_OF_FIRST_RANGE) {
            return character != '\n' && character != '\t';
        }
        return character >= DELETE && (character <= LAST_OF_SECOND_RANGE || reorders(character));
    }

    /** Appends {@code \}{@code u} and four hexadecimal digits. */
    public static void escape(char character, StringBuilder target) {
        target.append(String.format("\\u%04x", (int) character));
    }

    private static boolean commands(String text, int index) {
        char character = text.charAt(index);
        boolean endsLine = character == '\r' && index + 1 < text.length() && text.charAt(index + 1) == '\n';
        return !endsLine && isCommand(character);
    }

    /** Marks, embeddings, overrides and isolates of the bidirectional algorithm. */
    private static boolean reorders(char character) {
        return character == '\u061c'
                || character == '\u200e'
                || character == '\u200f'
                || (character >= '\u202a' && character <= '\u202e')
                || (character >= '\u2066' && character <= '\u2069');
    }
}
