package dev.evenkeel.data.csv.number;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A text that writes a number as people or spreadsheets do, but not with the digits 0 to 9 alone.
 *
 * @param what it is, as {@code digits of another script}
 * @param plain the number as it would be read
 */
public record ForeignNumber(String what, String plain) {
    private static final Pattern FORMULA = Pattern.compile("= ?\"([^\"]*)\"");

    /** The text as such a number; empty if it is none. */
    public static Optional<ForeignNumber> of(String text) {
        Matcher formula = FORMULA.matcher(text);
        if (formula.matches()) {
            return number("a spreadsheet's formula for a text, =\"...\"", formula.group(1));
        }
        return text.codePoints().anyMatch(point -> point > '9' && Character.isDigit(point))
                ? number("digits of another script", inAscii(text))
                : Optional.empty();
    }

    private static Optional<ForeignNumber> number(String what, String plain) {
        boolean isNumber = !Double.isNaN(NumberForm.PLAIN.parse(plain));
        return isNumber ? Optional.of(new ForeignNumber(what, plain)) : Optional.empty();
    }

    /** With 0 to 9, a point before fractions and none between thousands, as Arabic and full-width marks say. */
    private static String inAscii(String text) {
        StringBuilder plain = new StringBuilder();
        text.codePoints().forEach(point -> {
            if (Character.isDigit(point)) {
                plain.append(Character.digit(point, 10));
            } else if (point == '\u066B' || point == '\uFF0E') {
                plain.append('.');
            } else if (point == '\uFF0D' || point == '\u2212') {
                plain.append('-');
            } else if (point != '\u066C') {
                plain.appendCodePoint(point);
            }
        });
        return plain.toString();
    }
}
