package dev.evenkeel.kernel.scalar;

import static org.assertj.core.api.Assertions.assertThat;

import dev.evenkeel.kernel.view.Activation;
import java.util.function.DoubleUnaryOperator;
import org.junit.jupiter.api.Test;

class TranscendentalTest {
    private static final int STEP = 40_009;

    private interface FloatFunction {
        float of(float x);
    }

    @Test
    void expIsWithinOneUnitInTheLastPlace() {
        assertThat(worst(Transcendental::exp, Math::exp)).isLessThan(1.0);
    }

    @Test
    void sigmoidIsWithinThreeUnitsInTheLastPlace() {
        assertThat(worst(Transcendental::sigmoid, TranscendentalTest::sigmoid)).isLessThan(3.0);
    }

    @Test
    void tanhIsWithinThreeUnitsInTheLastPlace() {
        assertThat(worst(Transcendental::tanh, Math::tanh)).isLessThan(3.0);
    }

    @Test
    void normalCumulativeIsWithinSevenUnitsInTheLastPlaceEvenInItsTail() {
        assertThat(worst(Transcendental::normalCumulative, TranscendentalTest::cumulative))
                .isLessThan(7.0);
    }

    @Test
    void erfIsWithinThreeUnitsOfOne() {
        for (float x = -6; x < 6; x += 0.00317f) {
            double expected = 2 * cumulative(x * Math.sqrt(2)) - 1;
            assertThat(Math.abs(Transcendental.erf(x) - expected)).isLessThan(3 * 0x1p-23);
        }
    }

    @Test
    void expHasTheLimitsOfMathematics() {
        assertThat(Transcendental.exp(Float.NaN)).isNaN();
        assertThat(Transcendental.exp(Float.POSITIVE_INFINITY)).isEqualTo(Float.POSITIVE_INFINITY);
        assertThat(Transcendental.exp(Float.NEGATIVE_INFINITY)).isEqualTo(0f);
        assertThat(Transcendental.exp(88.73f)).isEqualTo(Float.POSITIVE_INFINITY);
        assertThat(Transcendental.exp(88.72f)).isFinite();
        assertThat(Transcendental.exp(-103f)).isEqualTo(Float.MIN_VALUE);
        assertThat(Transcendental.exp(-104f)).isEqualTo(0f);
        assertThat(Transcendental.exp(0f)).isEqualTo(1f);
        assertThat(Transcendental.exp(Float.MIN_VALUE)).isEqualTo(1f);
    }

    @Test
    void activationsOfNaNAreNaNAndOfInfinitiesTheirLimits() {
        for (Activation activation : Activation.values()) {
            assertThat(ScalarActivationFunctions.apply(activation, 0.1f, Float.NaN))
                    .as(activation.name())
                    .isNaN();
            float high = ScalarActivationFunctions.apply(activation, 0.1f, Float.POSITIVE_INFINITY);
            boolean bounded = activation == Activation.SIGMOID || activation == Activation.TANH;
            assertThat(high).isEqualTo(bounded ? 1f : Float.POSITIVE_INFINITY);
            float low = ScalarActivationFunctions.apply(activation, 0.1f, Float.NEGATIVE_INFINITY);
            switch (activation) {
                case IDENTITY, LEAKY_RELU -> assertThat(low).isEqualTo(Float.NEGATIVE_INFINITY);
                case TANH -> assertThat(low).isEqualTo(-1f);
                default -> assertThat(low + 0f).isEqualTo(0f);
            }
        }
    }

    @Test
    void derivativesAgreeWithFiniteDifferences() {
        for (Activation activation : Activation.values()) {
            for (float x = -8.05f; x < 8; x += 0.11f) {
                float y = ScalarActivationFunctions.apply(activation, 0.1f, x);
                double slope = (exact(activation, x + 1e-5) - exact(activation, x - 1e-5)) / 2e-5;
                assertThat(y).isCloseTo((float) exact(activation, x), org.assertj.core.api.Assertions.within(2e-6f));
                assertThat(ScalarActivationFunctions.backward(activation, 0.1f, x, y, 2f))
                        .as(activation + " at " + x)
                        .isCloseTo((float) (2 * slope), org.assertj.core.api.Assertions.within(5e-6f));
            }
        }
    }

    private static double exact(Activation activation, double x) {
        return switch (activation) {
            case IDENTITY -> x;
            case RELU -> Math.max(0, x);
            case LEAKY_RELU -> x > 0 ? x : (double) 0.1f * x;
            case GELU -> x * cumulative(x);
            case GELU_TANH -> x / 2 * (1 + Math.tanh(Math.sqrt(2 / Math.PI) * (x + 0.044715 * x * x * x)));
            case SILU -> x * sigmoid(x);
            case SIGMOID -> sigmoid(x);
            case TANH -> Math.tanh(x);
        };
    }

    private static double sigmoid(double x) {
        return x < 0 ? Math.exp(x) / (1 + Math.exp(x)) : 1 / (1 + Math.exp(-x));
    }

    /** By its series in the middle and its continued fraction in the tails. */
    private static double cumulative(double x) {
        double u = Math.abs(x);
        double density = Math.exp(-u * u / 2) / Math.sqrt(2 * Math.PI);
        double tail;
        if (u < 3) {
            double term = u;
            double sum = u;
            for (int i = 1; i < 60; i++) {
                term *= u * u / (2 * i + 1);
                sum += term;
            }
            tail = 0.5 - sum * density;
        } else {
            double fraction = 0;
            for (int i = 60; i > 0; i--) {
                fraction = i / (u + fraction);
            }
            tail = density / (u + fraction);
        }
        return x < 0 ? tail : 1 - tail;
    }

    /** The largest error in units in the last place over a walk through all floats whose result is a normal float. */
    private static double worst(FloatFunction actual, DoubleUnaryOperator expected) {
        double worst = 0;
        for (long bits = 0; bits < 0x7F80_0000L; bits += STEP) {
            for (float x : new float[] {Float.intBitsToFloat((int) bits), -Float.intBitsToFloat((int) bits)}) {
                double exact = expected.applyAsDouble(x);
                float nearest = (float) exact;
                if (Math.abs(nearest) >= Float.MIN_NORMAL && Float.isFinite(nearest)) {
                    double error = Math.abs(actual.of(x) - exact) / Math.ulp(nearest);
                    worst = error <= worst ? worst : error;
                }
            }
        }
        return worst;
    }
}
