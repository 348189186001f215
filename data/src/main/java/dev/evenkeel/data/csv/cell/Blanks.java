package dev.evenkeel.data.csv.cell;

/**
 * What around a value does not belong to it: blanks and tabs, blanks that do not break a line, as web pages and
 * spreadsheets put there, and marks of no width: U+200B, U+FEFF and those of direction.
 */
public final class Blanks {
    private Blanks() {}

    /** A text without what stands around it. */
    public static String stripped(String text) {
        int from = 0;
        int to = text.length();
        while (from < to && isBlank(text.charAt(from))) {
            from++;
        }
        while (to > from && isBlank(text.charAt(to - 1))) {
            to--;
        }
        return text.substring(from, to);
    }

    private static boolean isBlank(char character) {
        return switch (character) {
            case '\u200B', '\u200E', '\u200F', '\u2060', '\uFEFF' -> true;
            default -> Character.isWhitespace(character) || Character.isSpaceChar(character);
        };
    }
}
