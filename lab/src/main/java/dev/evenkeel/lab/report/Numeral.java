package dev.evenkeel.lab.report;

import dev.evenkeel.json.JsonNull;
import dev.evenkeel.json.JsonValue;
import java.math.BigDecimal;
import java.math.MathContext;
import java.util.List;

/** Numbers of a report: whole ones as they are, others in six digits, missing ones as a dash or null. */
final class Numeral {
    private static final MathContext DIGITS = new MathContext(6);
    private static final MathContext FEW_DIGITS = new MathContext(4);
    private static final double MAX_WHOLE = 1e15;
    private static final double MAX_PLAIN = 1e7;
    private static final double MIN_PLAIN = 1e-4;

    private Numeral() {}

    static String shown(double value) {
        return shown(value, DIGITS);
    }

    /** In four digits, for a sentence. */
    static String brief(double value) {
        return shown(value, FEW_DIGITS);
    }

    private static String shown(double value, MathContext digits) {
        if (!Double.isFinite(value)) {
            return "\u2013";
        }
        if (isWhole(value)) {
            return Long.toString((long) value);
        }
        double size = Math.abs(value);
        BigDecimal rounded = rounded(value, digits);
        return size < MAX_PLAIN && size >= MIN_PLAIN
                ? rounded.toPlainString()
                : Double.toString(rounded.doubleValue()).replace('E', 'e');
    }

    static JsonValue json(double value) {
        if (!Double.isFinite(value)) {
            return JsonNull.NULL;
        }
        return isWhole(value)
                ? JsonValue.of((long) value)
                : JsonValue.of(rounded(value, DIGITS).doubleValue());
    }

    static boolean areWhole(List<Double> values) {
        return values.stream().allMatch(Numeral::isWhole);
    }

    private static boolean isWhole(double value) {
        return value == Math.rint(value) && Math.abs(value) < MAX_WHOLE;
    }

    private static BigDecimal rounded(double value, MathContext digits) {
        return new BigDecimal(value).round(digits).stripTrailingZeros();
    }
}
