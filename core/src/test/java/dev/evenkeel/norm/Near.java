package dev.evenkeel.norm;

import static org.assertj.core.api.Assertions.assertThat;

/** Compares floats with the doubles they should be. */
final class Near {
    private Near() {}

    /** Within {@code tolerance} of the largest expected value, and never less than of 1. */
    static void assertNear(float[] actual, double[] expected, double tolerance) {
        assertThat(actual).hasSameSizeAs(expected);
        double largest = 1;
        for (double value : expected) {
            largest = Math.max(largest, Math.abs(value));
        }
        for (int index = 0; index < expected.length; index++) {
            assertThat((double) actual[index])
                    .as("value %d of %d", index, expected.length)
                    .isCloseTo(expected[index], org.assertj.core.data.Offset.offset(tolerance * largest));
        }
    }

    static void assertNear(float[] actual, float[] expected, double tolerance) {
        assertNear(actual, Oracle.wide(expected), tolerance);
    }
}
