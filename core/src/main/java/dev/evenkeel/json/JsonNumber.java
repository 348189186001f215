package dev.evenkeel.json;

import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.util.function.Predicate;

/**
 * A JSON number, kept as its text: {@code 1}, {@code 1.0} and {@code 1e0} are different values.
 *
 * @param text the number in the grammar of RFC 8259
 */
public record JsonNumber(String text) implements JsonValue {
    private static final double LEAST_ROUNDED = 1e-280;

    /** @throws IllegalArgumentException if {@code text} is not a number in JSON's grammar */
    public JsonNumber {
        if (!isNumber(text)) {
            throw new IllegalArgumentException("Not a JSON number: " + JsonText.clipped(text));
        }
    }

    /** Whether {@code text} is {@code -? (0 | [1-9][0-9]*) (. [0-9]+)? ([eE] [+-]? [0-9]+)?}. */
    static boolean isNumber(String text) {
        int whole = text.startsWith("-") ? 1 : 0;
        int next = afterDigits(text, whole);
        if (next == whole || next > whole + 1 && text.charAt(whole) == '0') {
            return false;
        }
        if (text.startsWith(".", next)) {
            int fraction = next + 1;
            next = afterDigits(text, fraction);
            if (next == fraction) {
                return false;
            }
        }
        if (text.startsWith("e", next) || text.startsWith("E", next)) {
            int exponent = text.startsWith("-", next + 1) || text.startsWith("+", next + 1) ? next + 2 : next + 1;
            next = afterDigits(text, exponent);
            if (next == exponent) {
                return false;
            }
        }
        return next == text.length();
    }

    private static int afterDigits(String text, int from) {
        int next = from;
        while (next < text.length() && text.charAt(next) >= '0' && text.charAt(next) <= '9') {
            next++;
        }
        return next;
    }

    /** A whole number. */
    public static JsonNumber of(long number) {
        return new JsonNumber(Long.toString(number));
    }

    /**
     * The shortest decimal that reads back as {@code number}, the same on every Java version; whole numbers have no
     * fraction ({@code 2}), negative zero is {@code -0}.
     *
     * @throws IllegalArgumentException if {@code number} is NaN or infinite, for which JSON has no text
     */
    public static JsonNumber of(double number) {
        requireFinite(number);
        int certain = Math.abs(number) < Double.MIN_NORMAL ? 1 : 15;
        return new JsonNumber(shortest(number, certain, decimal -> decimal.doubleValue() == number));
    }

    /**
     * The shortest decimal that reads back as {@code number}, the same on every Java version; whole numbers have no
     * fraction ({@code 2}), negative zero is {@code -0}.
     *
     * @throws IllegalArgumentException if {@code number} is NaN or infinite, for which JSON has no text
     */
    public static JsonNumber of(float number) {
        requireFinite(number);
        int certain = Math.abs(number) < Float.MIN_NORMAL ? 1 : 6;
        return new JsonNumber(shortest(number, certain, decimal -> Float.parseFloat(decimal.toString()) == number));
    }

    /**
     * {@code number} rounded to so many significant digits, in a fraction of the time that the shortest text takes.
     *
     * @param digits from 1 to 15
     * @throws IllegalArgumentException if {@code number} is NaN or infinite, for which JSON has no text
     */
    public static JsonNumber rounded(double number, int digits) {
        requireFinite(number);
        if (Math.abs(number) < LEAST_ROUNDED) {
            return of(number);
        }
        int decimals = digits - 1 - (int) Math.floor(Math.log10(Math.abs(number)));
        double scaled = decimals < 0 ? number / Math.pow(10, -decimals) : number * Math.pow(10, decimals);
        return new JsonNumber(
                written(BigDecimal.valueOf(Math.round(scaled), decimals).stripTrailingZeros()));
    }

    @Override
    public int asInt() {
        long number = asLong();
        if (number != (int) number) {
            throw JsonText.unlike("a whole number from " + Integer.MIN_VALUE + " to " + Integer.MAX_VALUE, this);
        }
        return (int) number;
    }

    @Override
    public long asLong() {
        if (afterDigits(text, text.startsWith("-") ? 1 : 0) != text.length()) {
            throw JsonText.unlike("a whole number", this);
        }
        try {
            return Long.parseLong(text);
        } catch (NumberFormatException outOfRange) {
            throw JsonText.unlike("a whole number from " + Long.MIN_VALUE + " to " + Long.MAX_VALUE, this);
        }
    }

    @Override
    public double asDouble() {
        double number = Double.parseDouble(text);
        if (Double.isInfinite(number)) {
            throw JsonText.unlike("a number within the range of double", this);
        }
        return number;
    }

    @Override
    public float asFloat() {
        float number = Float.parseFloat(text);
        if (Float.isInfinite(number)) {
            throw JsonText.unlike("a number within the range of float", this);
        }
        return number;
    }

    @Override
    public String toString() {
        return text;
    }

    private static void requireFinite(double number) {
        if (!Double.isFinite(number)) {
            throw new IllegalArgumentException("JSON has no number " + number + ": write null or a string instead");
        }
    }

    /**
     * Rounds the exact value to more and more digits until it reads back. Every decimal of 15 digits survives a normal
     * double (6 a float), so fewer need not be tried: trailing zeros are dropped instead.
     */
    private static String shortest(double number, int certainDigits, Predicate<BigDecimal> readsBack) {
        if (number == 0) {
            return 1 / number < 0 ? "-0" : "0";
        }
        BigDecimal exact = new BigDecimal(number);
        int digits = certainDigits;
        BigDecimal decimal = exact.round(new MathContext(digits, RoundingMode.HALF_EVEN));
        while (!readsBack.test(decimal)) {
            decimal = exact.round(new MathContext(++digits, RoundingMode.HALF_EVEN));
        }
        return written(decimal.stripTrailingZeros());
    }

    private static String written(BigDecimal decimal) {
        int exponent = decimal.precision() - decimal.scale() - 1;
        if (exponent >= -7 && exponent < 21) {
            return decimal.toPlainString();
        }
        return decimal.movePointLeft(exponent).toPlainString() + "e" + exponent;
    }
}
