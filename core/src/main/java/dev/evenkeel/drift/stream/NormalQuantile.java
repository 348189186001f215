package dev.evenkeel.drift.stream;

/** Quantiles of the standard normal distribution (Acklam's rational approximation, relative error 1.2e-9). */
public final class NormalQuantile {
    private static final double[] A = {
        -3.969683028665376e+01,
        2.209460984245205e+02,
        -2.759285104469687e+02,
        1.383577518672690e+02,
        -3.066479806614716e+01,
        2.506628277459239e+00
    };
    private static final double[] B = {
        -5.447609879822406e+01,
        1.615858368580409e+02,
        -1.556989798598866e+02,
        6.680131188771972e+01,
        -1.328068155288572e+01,
        1
    };
    private static final double[] C = {
        -7.784894002430293e-03,
        -3.223964580411365e-01,
        -2.400758277161838e+00,
        -2.549732539343734e+00,
        4.374664141464968e+00,
        2.938163982698783e+00
    };
    private static final double[] D = {
        7.784695709041462e-03, 3.224671290700398e-01, 2.445134137142996e+00, 3.754408661907416e+00, 1
    };
    private static final double TAIL = 0.02425;

    private NormalQuantile() {}

    /** The value that a standard normal one exceeds with the chance {@code tail}, in (0, 0.5]. */
    public static double above(double tail) {
        if (tail < TAIL) {
            double root = Math.sqrt(-2 * Math.log(tail));
            return -polynomial(C, root) / polynomial(D, root);
        }
        double center = 0.5 - tail;
        return polynomial(A, center * center) * center / polynomial(B, center * center);
    }

    /**
     * The same for a mean over its estimated standard error, of so many values: the first term of Student's distribution
     * (Fisher and Cornish 1960).
     */
    public static double above(double tail, long values) {
        double z = above(tail);
        return z + (z * z * z + z) / (4.0 * Math.max(1, values - 1));
    }

    private static double polynomial(double[] coefficients, double x) {
        double value = 0;
        for (double coefficient : coefficients) {
            value = value * x + coefficient;
        }
        return value;
    }
}
