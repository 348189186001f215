package dev.evenkeel.serve.text;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** Reads one number after another from JSON's bytes; each takes the place of the one before, so none is an object. */
public final class JsonNumberReader {
    public static final int MAX_LENGTH_OF_WHOLE = 100;

    private static final int MAX_DIGITS = 18;
    /** All whole numbers of so many digits are below 2^64. */
    private static final int MAX_PLAIN_DIGITS = 19;

    private static final int MAX_DIGITS_OF_WHOLE = 20;
    private static final long MAX_EXPONENT = 1_000_000_000_000L;

    private final byte[] bytes;
    private final int end;

    private int start;
    private int stop;
    private boolean negative;
    private boolean exact;
    private boolean plain;
    private long digits;
    private long exponent;
    private long whole;

    public JsonNumberReader(byte[] bytes, int end) {
        this.bytes = bytes;
        this.end = end;
    }

    /** Reads {@code -? (0 | [1-9][0-9]*) (. [0-9]+)? ([eE] [+-]? [0-9]+)?}; the position behind it, or -1 if it is not there. */
    public int read(int position) {
        start = position;
        int next = position;
        negative = next < end && bytes[next] == '-';
        if (negative) {
            next++;
        }
        int first = next;
        digits = 0;
        while (next < end && isDigit(bytes[next])) {
            digits = digits * 10 + (bytes[next++] - '0');
        }
        int count = next - first;
        if (count == 0 || count > 1 && bytes[first] == '0') {
            return -1;
        }
        exponent = 0;
        if (next < end && bytes[next] == '.') {
            int fraction = ++next;
            while (next < end && isDigit(bytes[next])) {
                digits = digits * 10 + (bytes[next++] - '0');
            }
            exponent = (long) fraction - next;
            count += next - fraction;
            if (exponent == 0) {
                return -1;
            }
        }
        exact = count <= MAX_DIGITS || count - leadingZeros(first, next) <= MAX_DIGITS;
        plain = exponent == 0 && count <= MAX_PLAIN_DIGITS;
        if (next < end && (bytes[next] | 0x20) == 'e') {
            next = readExponent(next + 1);
            plain = plain && exponent == 0;
        }
        stop = next;
        return next;
    }

    private int readExponent(int position) {
        int next = position;
        boolean shrinks = next < end && bytes[next] == '-';
        if (next < end && (bytes[next] == '-' || bytes[next] == '+')) {
            next++;
        }
        int first = next;
        long power = 0;
        while (next < end && isDigit(bytes[next])) {
            power = Math.min(MAX_EXPONENT, power * 10 + (bytes[next++] - '0'));
        }
        exponent += shrinks ? -power : power;
        return next == first ? -1 : next;
    }

    private int leadingZeros(int first, int last) {
        int zeros = 0;
        for (int i = first; i < last && (bytes[i] == '0' || bytes[i] == '.'); i++) {
            zeros += bytes[i] == '0' ? 1 : 0;
        }
        return zeros;
    }

    private static boolean isDigit(byte character) {
        return character >= '0' && character <= '9';
    }

    /** The nearest float; infinite if the number is beyond the largest. */
    public float nearestFloat() {
        float nearest = exact ? Decimals.nearestFloat(digits, exponent) : Float.NaN;
        if (Float.isNaN(nearest)) {
            return Float.parseFloat(text());
        }
        return negative ? -nearest : nearest;
    }

    /** The nearest double; infinite if the number is beyond the largest. */
    public double nearestDouble() {
        double nearest = exact ? Decimals.nearestDouble(digits, exponent) : Double.NaN;
        if (Double.isNaN(nearest)) {
            return Double.parseDouble(text());
        }
        return negative ? -nearest : nearest;
    }

    /** Whether the number is whole and between two others; if so, {@link #whole()} is its value. */
    public boolean isWholeBetween(long least, long greatest) {
        if (plain && (digits >= 0 || negative && digits == Long.MIN_VALUE)) {
            whole = negative ? -digits : digits;
            return whole >= least && whole <= greatest;
        }
        return isWholeBetween(BigInteger.valueOf(least), BigInteger.valueOf(greatest));
    }

    /** Whether the number is whole and between two others; if so, {@link #whole()} has its lowest 64 bits. */
    public boolean isWholeBetween(BigInteger least, BigInteger greatest) {
        Optional<BigInteger> value = wholeValue();
        value.ifPresent(present -> whole = present.longValue());
        return value.filter(present -> present.compareTo(least) >= 0 && present.compareTo(greatest) <= 0)
                .isPresent();
    }

    /** The number if it is whole, has no more digits than 64 bits have and is written in at most 100 characters. */
    private Optional<BigInteger> wholeValue() {
        if (exact && digits == 0) {
            return Optional.of(BigInteger.ZERO);
        }
        if (length() > MAX_LENGTH_OF_WHOLE || Math.abs(exponent) > MAX_LENGTH_OF_WHOLE) {
            return Optional.empty();
        }
        BigDecimal value = new BigDecimal(text()).stripTrailingZeros();
        boolean tooLarge = value.precision() - value.scale() > MAX_DIGITS_OF_WHOLE;
        return tooLarge || value.scale() > 0 ? Optional.empty() : Optional.of(value.toBigIntegerExact());
    }

    public long whole() {
        return whole;
    }

    public int length() {
        return stop - start;
    }

    /** The number as it stands. */
    public String text() {
        return new String(bytes, start, stop - start, StandardCharsets.US_ASCII);
    }
}
