package dev.evenkeel.safetensors;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HalfPrecisionTest {
    @ParameterizedTest
    @CsvSource({
        "0x0000, 0",
        "0x8000, -0.0",
        "0x3c00, 1",
        "0xc000, -2",
        "0x7bff, 65504",
        "0x7c00, Infinity",
        "0xfc00, -Infinity",
        "0x0400, 0x1p-14",
        "0x0001, 0x1p-24",
        "0x83ff, -0x3ffp-24",
        "0x3555, 0.333251953125",
        "0x7e00, NaN"
    })
    void binary16IsWidenedExactly(String half, Float value) {
        assertThat(HalfPrecision.binary16ToFloat(bits(half))).isEqualTo(value);
        assertThat(HalfPrecision.floatToBinary16(value)).isEqualTo(bits(half));
    }

    @ParameterizedTest
    @CsvSource({
        "65519.996, 0x7bff",
        "65520, 0x7c00",
        "-1e30, 0xfc00",
        "0x1p-25, 0x0000",
        "0x1.000002p-25, 0x0001",
        "-0x3p-25, 0x8002",
        "0x1p-149, 0x0000",
        "0x3ff.8p-24, 0x0400",
        "0x3ff.7p-24, 0x03ff",
        "1.00048828125, 0x3c00",
        "1.00146484375, 0x3c02",
        "1.0004884, 0x3c01",
        "0x1.ffep0, 0x4000"
    })
    void binary16IsRoundedToTheNearestAndTiesToEven(float value, String half) {
        assertThat(HalfPrecision.floatToBinary16(value)).isEqualTo(bits(half));
    }

    @ParameterizedTest
    @CsvSource({
        "0, 0x0000",
        "-0.0, 0x8000",
        "1, 0x3f80",
        "Infinity, 0x7f80",
        "-Infinity, 0xff80",
        "3.4028235E38, 0x7f80",
        "0x1.fep127, 0x7f7f",
        "0x1.01p0, 0x3f80",
        "0x1.03p0, 0x3f82",
        "0x1.010002p0, 0x3f81",
        "0x1p-133, 0x0001",
        "0x1p-134, 0x0000",
        "0x3p-134, 0x0002",
        "NaN, 0x7fc0"
    })
    void bfloat16IsRoundedToTheNearestAndTiesToEven(float value, String brain) {
        assertThat(HalfPrecision.floatToBfloat16(value)).isEqualTo(bits(brain));
    }

    @Test
    void every16BitNumberSurvivesTheWayThroughFloat() {
        for (int bits = 0; bits < 1 << 16; bits++) {
            short half = (short) bits;
            float binary16 = HalfPrecision.binary16ToFloat(half);
            float bfloat16 = HalfPrecision.bfloat16ToFloat(half);
            assertSame(half, HalfPrecision.floatToBinary16(binary16), Float.isNaN(binary16), 0x200);
            assertSame(half, HalfPrecision.floatToBfloat16(bfloat16), Float.isNaN(bfloat16), 0x40);
        }
    }

    private static void assertSame(short bits, short back, boolean notANumber, int quiet) {
        if (back != (short) (notANumber ? bits | quiet : bits)) {
            throw new AssertionError("%04x became %04x".formatted(bits & 0xffff, back & 0xffff));
        }
    }

    @Test
    void noOtherBinary16NumberIsNearer() {
        Random random = new Random(3);
        for (int i = 0; i < 200_000; i++) {
            float value = Float.intBitsToFloat(0x3200_0000 + random.nextInt(0x477f_e000 - 0x3200_0000));
            short half = HalfPrecision.floatToBinary16(value);
            double distance = distance(half, value);
            double below = distance((short) (half - 1), value);
            double above = distance((short) (half + 1), value);
            boolean even = (half & 1) == 0;
            if (half > 0 && (even ? distance > below : distance >= below)
                    || (even ? distance > above : distance >= above)) {
                throw new AssertionError(value + " became " + HalfPrecision.binary16ToFloat(half));
            }
        }
    }

    private static double distance(short half, float value) {
        return Math.abs((double) HalfPrecision.binary16ToFloat(half) - value);
    }

    private static short bits(String hexadecimal) {
        return (short) (int) Integer.decode(hexadecimal);
    }
}
