package dev.evenkeel.serve.text;

import java.math.BigDecimal;
import java.math.MathContext;

/**
 * The floats and doubles nearest to {@code digits * 10^exponent}, by a product whose error is bounded: where the bound
 * leaves two candidates the answer is {@link Double#NaN}, and the text has to be read by the JDK (Clinger 1990).
 */
final class Decimals {
    private static final int MAX_POWER = 70;
    private static final int LARGEST_EXACT_POWER = 22;
    private static final long LARGEST_EXACT_WHOLE = 1L << 53;
    private static final double RELATIVE_ERROR = 0x1p-50;
    private static final double RELATIVE_ERROR_OF_PAIRS = 0x1p-98;

    /** 10^k as the sum of two doubles, at k + {@link #MAX_POWER}. */
    private static final double[] POWERS = new double[2 * MAX_POWER + 1];

    private static final double[] POWERS_LOW = new double[2 * MAX_POWER + 1];

    static {
        for (int power = -MAX_POWER; power <= MAX_POWER; power++) {
            BigDecimal exact = BigDecimal.ONE.scaleByPowerOfTen(power);
            double high = exact.doubleValue();
            POWERS[power + MAX_POWER] = high;
            POWERS_LOW[power + MAX_POWER] =
                    exact.subtract(new BigDecimal(high), MathContext.UNLIMITED).doubleValue();
        }
    }

    private Decimals() {}

    /** The double nearest to 10^power, for a power from -70 to 70. */
    static double powerOfTen(int power) {
        return POWERS[power + MAX_POWER];
    }

    /**
     * The nearest float, infinite beyond the largest, or NaN if the bound of the error does not tell.
     *
     * @param digits from 0 to 10^18
     */
    static float nearestFloat(long digits, long exponent) {
        if (digits == 0 || exponent < -MAX_POWER) {
            return 0;
        }
        if (exponent > MAX_POWER) {
            return Float.POSITIVE_INFINITY;
        }
        double product = product(digits, (int) exponent);
        float low = (float) (product * (1 - RELATIVE_ERROR));
        float high = (float) (product * (1 + RELATIVE_ERROR));
        return low == high ? low : Float.NaN;
    }

    /**
     * The nearest double, or NaN if the bound of the error does not tell.
     *
     * @param digits from 0 to 10^18
     */
    static double nearestDouble(long digits, long exponent) {
        if (digits == 0) {
            return 0;
        }
        if (Math.abs(exponent) <= LARGEST_EXACT_POWER && digits <= LARGEST_EXACT_WHOLE) {
            return product(digits, (int) exponent);
        }
        if (Math.abs(exponent) > MAX_POWER) {
            return Double.NaN;
        }
        double high = digits;
        double low = digits - (long) high;
        double power = POWERS[(int) exponent + MAX_POWER];
        double product = high * power;
        double rest = Math.fma(high, power, -product) + (high * POWERS_LOW[(int) exponent + MAX_POWER] + low * power);
        double sum = product + rest;
        double remainder = rest - (sum - product);
        double error = sum * RELATIVE_ERROR_OF_PAIRS;
        return sum + (remainder - error) == sum + (remainder + error) ? sum + remainder : Double.NaN;
    }

    private static double product(long digits, int exponent) {
        return exponent < 0 ? digits / POWERS[MAX_POWER - exponent] : digits * POWERS[MAX_POWER + exponent];
    }
}
