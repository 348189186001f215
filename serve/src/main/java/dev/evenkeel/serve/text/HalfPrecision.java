package dev.evenkeel.serve.text;

/** Floats of 16 bits: IEEE 754's binary16, and the upper half of a float (bfloat16). */
public final class HalfPrecision {
    private static final float SMALLEST = 0x1p-24f;
    private static final int MAX_EXPONENT = 31;

    private HalfPrecision() {}

    public static float fromBinary16(short bits) {
        int exponent = bits >> 10 & 0x1f;
        int fraction = bits & 0x3ff;
        float magnitude = exponent == 0
                ? fraction * SMALLEST
                : Float.intBitsToFloat((exponent == MAX_EXPONENT ? 0xff : exponent + 112) << 23 | fraction << 13);
        return bits < 0 ? -magnitude : magnitude;
    }

    /** The nearest, ties to even; infinite beyond the largest. */
    public static short toBinary16(float value) {
        int sign = Float.floatToRawIntBits(value) >>> 16 & 0x8000;
        float magnitude = Math.abs(value);
        int bits;
        if (Float.isNaN(value)) {
            bits = 0x7e00;
        } else if (magnitude < 0x1p-14f) {
            bits = (int) Math.rint(magnitude / SMALLEST);
        } else if (magnitude >= 65520) {
            bits = 0x7c00;
        } else {
            bits = nearest(Float.floatToRawIntBits(magnitude), 13) - (112 << 10);
        }
        return (short) (sign | bits);
    }

    public static float fromBfloat16(short bits) {
        return Float.intBitsToFloat(bits << 16);
    }

    /** The nearest, ties to even; infinite beyond the largest. */
    public static short toBfloat16(float value) {
        return (short) (Float.isNaN(value) ? 0x7fc0 : nearest(Float.floatToRawIntBits(value), 16));
    }

    /** {@code bits} without their last {@code dropped}, rounded to even. */
    private static int nearest(int bits, int dropped) {
        int odd = bits >>> dropped & 1;
        return bits + (1 << dropped - 1) - 1 + odd >>> dropped;
    }
}
