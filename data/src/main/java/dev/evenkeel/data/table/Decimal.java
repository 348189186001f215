package dev.evenkeel.data.table;

/** Numbers as files write them: decimal, with a point, finite as a {@code float}. */
public final class Decimal {
    private static final double MAX_WHOLE = 1e15;

    private Decimal() {}

    /** The number that {@code text} writes, or {@code NaN} if it writes none. */
    public static double parse(String text) {
        if (!isPlain(text)) {
            return Double.NaN;
        }
        try {
            double value = Double.parseDouble(text);
            return Math.abs(value) <= Float.MAX_VALUE ? value : Double.NaN;
        } catch (NumberFormatException other) {
            return Double.NaN;
        }
    }

    /** Keeps out what Java's own form of numbers allows beyond decimals: {@code NaN}, {@code 0x1p3}, {@code 1d}. */
    private static boolean isPlain(String text) {
        boolean hasDigit = false;
        for (int index = 0; index < text.length(); index++) {
            char character = text.charAt(index);
            boolean isDigit = character >= '0' && character <= '9';
            hasDigit |= isDigit;
            if (!isDigit && "+-.eE".indexOf(character) < 0) {
                return false;
            }
        }
        return hasDigit;
    }

    static boolean isNumber(String text) {
        return !Double.isNaN(parse(text));
    }

    /** The shortest text: whole numbers without a point. */
    public static String text(double value) {
        return value == Math.rint(value) && Math.abs(value) < MAX_WHOLE
                ? Long.toString((long) value)
                : Double.toString(value);
    }
}
