package dev.evenkeel.safetensors;

/**
 * Conversions between float and the two 16-bit floating-point formats, as bits in a {@code short}: binary16 (5 exponent
 * bits, 10 fraction bits; IEEE 754-2008) and bfloat16 (8 and 7; the upper half of a float). Widening is exact. Narrowing
 * rounds to the nearest value, ties to even; too large becomes infinity, NaN stays NaN with its sign and upper payload.
 */
public final class HalfPrecision {
    private static final int INFINITY = 0x7f80_0000;
    private static final int BINARY16_OVERFLOW = 0x477f_f000; // 65520, halfway between the largest 65504 and 2^16
    private static final int BINARY16_SMALLEST_NORMAL = 0x3880_0000; // 2^-14
    private static final int EXPONENT_BIAS_DIFFERENCE = 127 - 15;

    private HalfPrecision() {}

    /** The value of the binary16 number {@code half}. */
    public static float binary16ToFloat(short half) {
        int sign = (half & 0x8000) << 16;
        int exponent = half >>> 10 & 0x1f;
        int fraction = half & 0x3ff;
        int magnitude = switch (exponent) {
            case 0 -> Float.floatToRawIntBits(fraction * 0x1p-24f);
            case 0x1f -> INFINITY | fraction << 13;
            default -> exponent + EXPONENT_BIAS_DIFFERENCE << 23 | fraction << 13;
        };
        return Float.intBitsToFloat(sign | magnitude);
    }

    /** The binary16 number nearest to {@code value}. */
    public static short floatToBinary16(float value) {
        int bits = Float.floatToRawIntBits(value);
        int sign = bits >>> 16 & 0x8000;
        int magnitude = bits & 0x7fff_ffff;
        int half;
        if (magnitude > INFINITY) {
            half = 0x7e00 | magnitude >>> 13 & 0x3ff;
        } else if (magnitude >= BINARY16_OVERFLOW) {
            half = 0x7c00;
        } else if (magnitude >= BINARY16_SMALLEST_NORMAL) {
            int rounded = magnitude + 0xfff + (magnitude >>> 13 & 1);
            half = rounded - (EXPONENT_BIAS_DIFFERENCE << 23) >>> 13;
        } else {
            half = (int) Math.rint(Float.intBitsToFloat(magnitude) * 0x1p24f);
        }
        return (short) (sign | half);
    }

    /** The value of the bfloat16 number {@code brain}. */
    public static float bfloat16ToFloat(short brain) {
        return Float.intBitsToFloat(brain << 16);
    }

    /** The bfloat16 number nearest to {@code value}. */
    public static short floatToBfloat16(float value) {
        int bits = Float.floatToRawIntBits(value);
        if ((bits & 0x7fff_ffff) > INFINITY) {
            return (short) (bits >>> 16 | 0x40);
        }
        return (short) (bits + 0x7fff + (bits >>> 16 & 1) >>> 16);
    }
}
