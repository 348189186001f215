package dev.evenkeel.data.csv.number;

import java.nio.charset.StandardCharsets;

/**
 * Reads decimal numbers, {@code [+-]digits[.digits][e[+-]digits]}, from bytes, as they pass by.
 *
 * <p>{@code (float) value()} is the float nearest to the text. Digits that fit 53 bits and a power of ten up to 22 are
 * both exact, so that one product or quotient is rightly rounded (Clinger 1990); everything else goes to
 * {@link Double#parseDouble}.
 */
public final class NumberScan {
    private static final double[] POWERS = {
        1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18, 1e19,
        1e20, 1e21, 1e22
    };
    private static final int MAX_DIGITS = 18;
    private static final int MAX_EXPONENT = 100_000;
    private static final long EXACT = 1L << 53;
    private static final long BELOW_FLOAT = 0x1FFF_FFFFL;
    private static final long HALF_OF_FLOAT = 0x1000_0000L;

    private double value;
    private int end;
    private int wholeDigits;
    private int fractionDigits;
    private boolean hasLeadingZeros;

    /**
     * Reads a number that begins at {@code from}.
     *
     * @return whether one begins there; it may be beyond the range of {@code float}, see {@link #isFinite}
     */
    public boolean read(byte[] bytes, int from, int limit) {
        int at = from;
        boolean isNegative = false;
        if (at < limit && (bytes[at] == '-' || bytes[at] == '+')) {
            isNegative = bytes[at] == '-';
            at++;
        }
        long mantissa = 0;
        int first = at;
        int digit;
        while (at < limit && (digit = bytes[at] - '0') >= 0 && digit <= 9) {
            mantissa = mantissa * 10 + digit;
            at++;
        }
        wholeDigits = at - first;
        fractionDigits = 0;
        if (at < limit && bytes[at] == '.') {
            int point = ++at;
            while (at < limit && (digit = bytes[at] - '0') >= 0 && digit <= 9) {
                mantissa = mantissa * 10 + digit;
                at++;
            }
            fractionDigits = at - point;
        }
        hasLeadingZeros = wholeDigits > 1 && bytes[first] == '0' && fractionDigits == 0;
        if (wholeDigits + fractionDigits == 0) {
            return false;
        }
        int exponent = -fractionDigits;
        if (at < limit && (bytes[at] | 0x20) == 'e') {
            int power = exponent(bytes, at + 1, limit);
            if (power == Integer.MIN_VALUE) {
                return false;
            }
            exponent += power;
            at = end;
        }
        end = at;
        boolean isExact = wholeDigits + fractionDigits <= MAX_DIGITS && mantissa <= EXACT;
        if (isExact && exponent <= 0 && exponent >= -22) {
            value = mantissa / POWERS[-exponent];
        } else if (isExact && exponent > 0 && exponent <= 22) {
            value = mantissa * POWERS[exponent];
        } else {
            value = Math.abs(Double.parseDouble(text(bytes, from)));
        }
        if ((Double.doubleToRawLongBits(value) & BELOW_FLOAT) == HALF_OF_FLOAT
                || value != 0 && value < Float.MIN_NORMAL) {
            value = towardsFloat(text(bytes, from));
        }
        if (isNegative) {
            value = -value;
        }
        return true;
    }

    /** Rounded first to double and then to float, a number just beside the middle of two floats could miss by one. */
    private double towardsFloat(String text) {
        float nearest = Math.abs(Float.parseFloat(text));
        return (float) value == nearest ? value : Math.nextAfter(value, nearest);
    }

    /** Reads digits after {@code e} and sets {@code end}. */
    private int exponent(byte[] bytes, int from, int limit) {
        int at = from;
        boolean isNegative = false;
        if (at < limit && (bytes[at] == '-' || bytes[at] == '+')) {
            isNegative = bytes[at] == '-';
            at++;
        }
        int first = at;
        int power = 0;
        int digit;
        while (at < limit && (digit = bytes[at] - '0') >= 0 && digit <= 9) {
            power = Math.min(MAX_EXPONENT, power * 10 + digit);
            at++;
        }
        end = at;
        return at == first ? Integer.MIN_VALUE : isNegative ? -power : power;
    }

    private String text(byte[] bytes, int from) {
        return new String(bytes, from, end - from, StandardCharsets.ISO_8859_1);
    }

    /** The number read. */
    public double value() {
        return value;
    }

    /** Behind the number read. */
    public int end() {
        return end;
    }

    /** Whether the number read is finite as a {@code float}. */
    public boolean isFinite() {
        return Math.abs(value) <= Float.MAX_VALUE;
    }

    /** Whether the number read is a whole one that begins with zeros, as {@code 007}. */
    public boolean hasLeadingZeros() {
        return hasLeadingZeros;
    }

    int wholeDigits() {
        return wholeDigits;
    }

    int fractionDigits() {
        return fractionDigits;
    }
}
