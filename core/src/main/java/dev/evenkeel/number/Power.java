package dev.evenkeel.number;

/** Whole powers, in bits that no compiler changes and without the arrays that {@link StrictMath#pow} allocates. */
public final class Power {
    private Power() {}

    /** {@code base^exponent} by repeated squaring; exponent 0 or more. */
    public static double of(double base, long exponent) {
        double power = 1;
        double square = base;
        for (long rest = exponent; rest > 0; rest >>= 1) {
            if ((rest & 1) == 1) {
                power *= square;
            }
            square *= square;
        }
        return power;
    }
}
