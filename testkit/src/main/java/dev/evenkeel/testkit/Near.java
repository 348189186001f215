package dev.evenkeel.testkit;

import static org.assertj.core.api.Assertions.assertThat;

/** Compares values that were computed in two ways, by the largest of them: elements near 0 are sums that cancel. */
final class Near {
    private Near() {}

    static void assertNear(String what, double[] actual, double[] expected, double tolerance) {
        assertThat(actual).as(what).hasSameSizeAs(expected);
        double scale = 1;
        for (double value : expected) {
            scale = Math.max(scale, Math.abs(value));
        }
        for (int index = 0; index < actual.length; index++) {
            double difference = Math.abs(actual[index] - expected[index]);
            if (!(difference <= tolerance * scale)) {
                throw new AssertionError(what + " differs at " + index + ": " + actual[index] + " came, "
                        + expected[index] + " was expected; they are " + difference / scale
                        + " apart, by the largest value, where " + tolerance + " is allowed");
            }
        }
    }

    static void assertNear(String what, float[] actual, double[] expected, double tolerance) {
        assertNear(what, LayerHarness.doubles(actual, actual.length), expected, tolerance);
    }
}
