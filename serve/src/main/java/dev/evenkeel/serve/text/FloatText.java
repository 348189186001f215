package dev.evenkeel.serve.text;

import dev.evenkeel.json.JsonNumber;
import java.nio.charset.StandardCharsets;

/**
 * The shortest decimal that reads back as a float, the text of {@link JsonNumber#of(float)}: rounds to 6, 7, 8 or 9
 * digits in double precision, and leaves to it what that precision does not decide.
 */
public final class FloatText {
    /** The characters that a text takes at most. */
    public static final int MAX_LENGTH = 32;

    private static final int MIN_DIGITS = 6;
    private static final int MAX_DIGITS = 9;
    private static final double UNCERTAIN = 1e-5;
    /** What lies farther from a float, as a share of it, does not read back to it. */
    private static final double RELATIVE_REACH = 0x1p-24 * 1.0001;

    private static final int MIN_PLAIN_EXPONENT = -7;
    private static final int MAX_PLAIN_EXPONENT = 20;
    private static final double BITS_TO_DIGITS = Math.log10(2);

    private FloatText() {}

    /** Writes a finite number; the position behind it. */
    public static int write(float value, byte[] target, int position) {
        double magnitude = Math.abs(value);
        if (magnitude < Float.MIN_NORMAL) {
            return writeSlowly(value, target, position);
        }
        int exponent = (int) Math.floor(Math.getExponent(magnitude) * BITS_TO_DIGITS);
        if (magnitude >= Decimals.powerOfTen(exponent + 1)) {
            exponent++;
        }
        double scaled = scaled(magnitude, MAX_DIGITS - 1 - exponent);
        for (int count = MIN_DIGITS; count <= MAX_DIGITS; count++) {
            double rounded = scaled * Decimals.powerOfTen(count - MAX_DIGITS);
            long digits = (long) rounded;
            double rest = rounded - digits;
            double distance = Math.min(rest, 1 - rest);
            if (distance > rounded * RELATIVE_REACH) {
                continue;
            }
            digits += rest > 0.5 ? 1 : 0;
            float back = Decimals.nearestFloat(digits, exponent + 1 - count);
            if (distance > 0.5 - UNCERTAIN || Float.isNaN(back)) {
                return writeSlowly(value, target, position);
            }
            if (back == magnitude) {
                int next = position;
                if (value < 0) {
                    target[next++] = '-';
                }
                return write(digits, exponent + 1 - count, target, next);
            }
        }
        return writeSlowly(value, target, position);
    }

    private static double scaled(double magnitude, int power) {
        return power < 0 ? magnitude / Decimals.powerOfTen(-power) : magnitude * Decimals.powerOfTen(power);
    }

    private static int writeSlowly(float value, byte[] target, int position) {
        byte[] text = JsonNumber.of(value).text().getBytes(StandardCharsets.US_ASCII);
        System.arraycopy(text, 0, target, position, text.length);
        return position + text.length;
    }

    /** Writes {@code allDigits * 10^power}. */
    private static int write(long allDigits, int power, byte[] target, int position) {
        long digits = allDigits;
        int last = power;
        while (digits % 10 == 0) {
            digits /= 10;
            last++;
        }
        int count = digitCount(digits);
        int exponent = last + count - 1;
        if (exponent < MIN_PLAIN_EXPONENT || exponent > MAX_PLAIN_EXPONENT) {
            int next = writeWithPoint(digits, count, 1, target, position);
            target[next++] = 'e';
            if (exponent < 0) {
                target[next++] = '-';
            }
            return writeDigits(Math.abs(exponent), digitCount(Math.abs(exponent)), target, next);
        }
        if (exponent < 0) {
            int next = writeZeros(1, target, position);
            target[next++] = '.';
            next = writeZeros(-exponent - 1, target, next);
            return writeDigits(digits, count, target, next);
        }
        if (last >= 0) {
            return writeZeros(last, target, writeDigits(digits, count, target, position));
        }
        return writeWithPoint(digits, count, exponent + 1, target, position);
    }

    private static int writeWithPoint(long digits, int count, int whole, byte[] target, int position) {
        if (count == whole) {
            return writeDigits(digits, count, target, position);
        }
        int end = writeDigits(digits, count, target, position + 1);
        System.arraycopy(target, position + 1, target, position, whole);
        target[position + whole] = '.';
        return end;
    }

    private static int writeDigits(long digits, int count, byte[] target, int position) {
        long rest = digits;
        for (int i = position + count - 1; i >= position; i--) {
            target[i] = (byte) ('0' + rest % 10);
            rest /= 10;
        }
        return position + count;
    }

    private static int writeZeros(int count, byte[] target, int position) {
        for (int i = 0; i < count; i++) {
            target[position + i] = '0';
        }
        return position + count;
    }

    private static int digitCount(long digits) {
        int count = 1;
        for (long rest = digits; rest >= 10; rest /= 10) {
            count++;
        }
        return count;
    }
}
