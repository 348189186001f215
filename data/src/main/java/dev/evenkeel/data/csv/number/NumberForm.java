package dev.evenkeel.data.csv.number;

import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * How a column writes its numbers.
 *
 * @param decimal the mark before the fraction, {@code .} or {@code ,}
 * @param group the mark between thousands, {@link #NONE} for none; a blank stands for every kind of blank
 * @param prefix a currency before each number
 * @param suffix a currency, percent sign or unit behind each number
 */
public record NumberForm(char decimal, char group, String prefix, String suffix) {
    /** No mark between thousands. */
    public static final char NONE = 0;

    /** A point, and nothing else. */
    public static final NumberForm PLAIN = new NumberForm('.', NONE, "", "");

    private static final int GROUP = 3;
    private static final int PAIR = 2;

    public boolean isPlain() {
        return equals(PLAIN);
    }

    /** The number that a text writes in this form, or {@code NaN}. */
    public double parse(String text) {
        Optional<NumberText> parts = NumberText.of(text);
        return parts.isPresent() ? parse(parts.get()) : Double.NaN;
    }

    double parse(NumberText parts) {
        return parts.prefix().equals(prefix) && parts.suffix().equals(suffix)
                ? value(parts.body(), decimal, group)
                : Double.NaN;
    }

    /** The number that {@code body} writes with these marks, or {@code NaN}. */
    static double value(String body, char decimal, char group) {
        StringBuilder plain = new StringBuilder(body.length());
        int at = 0;
        if (body.charAt(0) == '-' || body.charAt(0) == '+') {
            plain.append(body.charAt(at++));
        }
        int inGroup = 0;
        int groups = 0;
        int previous = 0;
        for (; at < body.length(); at++) {
            char character = mark(body.charAt(at));
            if (isDigit(character)) {
                plain.append(character);
                inGroup++;
            } else if (group != NONE && character == group && isGroup(body, at, inGroup, groups, previous)) {
                previous = inGroup;
                groups++;
                inGroup = 0;
            } else {
                break;
            }
        }
        if (groups > 0 && inGroup != GROUP) {
            return Double.NaN;
        }
        if (at < body.length() && body.charAt(at) == decimal) {
            plain.append('.');
            at++;
            if (at == body.length() && decimal == ',') {
                return Double.NaN;
            }
            while (at < body.length() && isDigit(body.charAt(at))) {
                plain.append(body.charAt(at++));
            }
        }
        if (at < body.length() && (body.charAt(at) | 0x20) != 'e') {
            return Double.NaN;
        }
        plain.append(body, at, body.length());
        return plain(plain.toString());
    }

    /** Groups are of three digits, or, with commas, of two before the last three, as in India: {@code 12,34,567}. */
    private static boolean isGroup(String body, int at, int inGroup, int groups, int previous) {
        if (groups == 0) {
            return inGroup >= 1 && inGroup <= GROUP && body.charAt(at - inGroup) != '0';
        }
        boolean isPair = inGroup == PAIR && previous <= PAIR && body.charAt(at) == ',';
        return isPair || inGroup == GROUP && (groups == 1 || previous == GROUP);
    }

    private static double plain(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        NumberScan scan = new NumberScan();
        return scan.read(bytes, 0, bytes.length) && scan.end() == bytes.length && scan.isFinite()
                ? scan.value()
                : Double.NaN;
    }

    private static boolean isDigit(char character) {
        return character >= '0' && character <= '9';
    }

    private static char mark(char character) {
        return switch (character) {
            case '\u00A0', '\u2009', '\u202F' -> ' ';
            case '\u2019' -> '\'';
            default -> character;
        };
    }
}
