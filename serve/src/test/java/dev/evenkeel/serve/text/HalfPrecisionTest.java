package dev.evenkeel.serve.text;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

/** Floats of 16 bits against the definition of their values, and rounding against all of them. */
class HalfPrecisionTest {
    @Test
    void everyBinary16HasTheValueOfItsFields() {
        for (int bits = 0; bits < 1 << 16; bits++) {
            int exponent = bits >> 10 & 31;
            int fraction = bits & 1023;
            double magnitude = exponent == 31
                    ? (fraction == 0 ? Double.POSITIVE_INFINITY : Double.NaN)
                    : exponent == 0
                            ? fraction * Math.pow(2, -24)
                            : (1 + fraction / 1024.0) * Math.pow(2, exponent - 15.0);
            double expected = bits >= 1 << 15 ? -magnitude : magnitude;
            assertThat(Double.compare(HalfPrecision.fromBinary16((short) bits), expected))
                    .isZero();
        }
    }

    @Test
    void everyValueSurvives() {
        for (int bits = 0; bits < 1 << 16; bits++) {
            float binary16 = HalfPrecision.fromBinary16((short) bits);
            float bfloat16 = HalfPrecision.fromBfloat16((short) bits);
            if (!Float.isNaN(binary16)) {
                assertThat(HalfPrecision.toBinary16(binary16)).isEqualTo((short) bits);
            }
            if (!Float.isNaN(bfloat16)) {
                assertThat(HalfPrecision.toBfloat16(bfloat16)).isEqualTo((short) bits);
            }
        }
    }

    @Test
    void floatsRoundToTheNearestEven() {
        Random random = new Random(1);
        for (int i = 0; i < 100_000; i++) {
            float value = Float.intBitsToFloat(random.nextInt());
            requireNearest(value, HalfPrecision.toBfloat16(value), HalfPrecision::fromBfloat16);
            float small = (float) (random.nextGaussian() * Math.pow(2, random.nextInt(44) - 26.0));
            requireNearest(small, HalfPrecision.toBinary16(small), HalfPrecision::fromBinary16);
        }
        assertThat(HalfPrecision.toBinary16(65519.996f)).isEqualTo((short) 0x7bff);
        assertThat(HalfPrecision.toBinary16(65520f)).isEqualTo((short) 0x7c00);
        assertThat(HalfPrecision.toBinary16(0x1p-25f)).isEqualTo((short) 0);
        assertThat(HalfPrecision.toBinary16(Math.nextUp(0x1p-25f))).isEqualTo((short) 1);
        assertThat(HalfPrecision.toBinary16(1 + 0x1p-11f)).isEqualTo((short) 0x3c00);
        assertThat(HalfPrecision.toBinary16(1 + 3 * 0x1p-11f)).isEqualTo((short) 0x3c02);
        assertThat(HalfPrecision.toBfloat16(Float.MAX_VALUE)).isEqualTo((short) 0x7f80);
        assertThat(HalfPrecision.fromBinary16(HalfPrecision.toBinary16(Float.NaN)))
                .isNaN();
        assertThat(HalfPrecision.fromBfloat16(HalfPrecision.toBfloat16(Float.NaN)))
                .isNaN();
    }

    private static void requireNearest(float value, short bits, Function<Short, Float> meaning) {
        if (!Float.isFinite(value) || !Float.isFinite(meaning.apply(bits))) {
            return;
        }
        double distance = Math.abs((double) meaning.apply(bits) - value);
        for (int neighbor : new int[] {bits - 1, bits + 1}) {
            float other = meaning.apply((short) neighbor);
            if (Float.isFinite(other)) {
                double otherDistance = Math.abs((double) other - value);
                assertThat(distance).as("%s", value).isLessThanOrEqualTo(otherDistance);
                assertThat(distance == otherDistance && bits % 2 != 0)
                        .as("%s is a tie", value)
                        .isFalse();
            }
        }
    }
}
