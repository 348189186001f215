package dev.evenkeel.kernel.scalar;

/**
 * The transcendental functions of the kernels as polynomials of fused multiply-adds: the same bits interpreted and
 * compiled, and the same bits lane by lane in the vector provider, which follows these steps one to one. Within 3 units
 * in the last place (the normal distribution 7) wherever the result is a normal float; infinities, overflow, underflow and NaN as the mathematics
 * has them. The coefficients are minimax fits of this project.
 */
public final class Transcendental {
    /** Adding it leaves a float's nearest integer in the low bits: {@code 1.5 * 2^23}. */
    public static final float ROUNDER = 0x1.8p23f;

    public static final int ROUNDER_BITS = Float.floatToRawIntBits(ROUNDER);
    public static final float LOG2_E = (float) 1.44269504088896340736;
    /** ln 2 in two parts; products of the first with an exponent are exact. */
    public static final float LN2_HIGH = 0x1.62e4p-1f;

    public static final float LN2_LOW = (float) (0.693147180559945309417 - 0x1.62e4p-1);
    /** Beyond these {@code exp} is infinite or 0. */
    public static final float EXP_HIGHEST = 89f;

    public static final float EXP_LOWEST = -104f;

    /** {@code (exp(r) - 1 - r) / r^2} for {@code |r| <= ln(2) / 2}, ascending powers. */
    public static final float E0 = 0.5f;

    public static final float E1 = 0x1.555556p-3f;
    public static final float E2 = 0x1.5554eap-5f;
    public static final float E3 = 0x1.11114cp-7f;
    public static final float E4 = 0x1.6d42dap-10f;
    public static final float E5 = 0x1.a072c4p-13f;

    /** Beyond it {@code tanh} is 1 in float. */
    public static final float TANH_HIGHEST = 10f;

    /** Beyond it the normal distribution's tail is 0 in float. */
    public static final float NORMAL_HIGHEST = 15f;

    /** {@code P(t) = exp(u^2 / 2) * (1 - Phi(u))} with {@code t = 1 / (1 + N * u)}, {@code 0 <= u <= 15}. */
    public static final float N = 0.3f;

    public static final float N0 = 7.067967e-07f;
    public static final float N1 = 0.11967032f;
    public static final float N2 = 0.11973571f;
    public static final float N3 = 0.10930107f;
    public static final float N4 = 0.0817535f;
    public static final float N5 = 0.088151656f;
    public static final float N6 = -0.06664519f;
    public static final float N7 = 0.17824607f;
    public static final float N8 = -0.21908256f;
    public static final float N9 = 0.108888075f;
    public static final float N10 = -0.020019349f;

    /** {@code 1 / sqrt(2 pi)}. */
    public static final float NORMAL_PEAK = (float) 0.398942280401432677940;

    /** Below these the function is 0 to float accuracy; keeps {@code -infinity * 0} away. */
    public static final float SILU_LOWEST = -110f;

    public static final float GELU_TANH_LIMIT = 30f;
    /** {@code 2 sqrt(2/pi)} and that times 0.044715. */
    public static final float GELU_LINEAR = (float) 1.59576912160573071176;

    public static final float GELU_CUBIC = (float) (0.044715 * 1.59576912160573071176);

    private Transcendental() {}

    /** {@code e^x}. */
    public static float exp(float x) {
        float bounded = x > EXP_HIGHEST ? EXP_HIGHEST : x < EXP_LOWEST ? EXP_LOWEST : x;
        float rounded = Math.fma(bounded, LOG2_E, ROUNDER);
        float exponent = rounded - ROUNDER;
        float r = Math.fma(exponent, -LN2_LOW, Math.fma(exponent, -LN2_HIGH, bounded));
        float p = Math.fma(r * r, expTail(r), r) + 1f;
        int bits = Float.floatToRawIntBits(rounded) - ROUNDER_BITS;
        int half = bits >> 1;
        return p * powerOfTwo(half) * powerOfTwo(bits - half);
    }

    /** {@code 1 / (1 + e^-x)}. */
    public static float sigmoid(float x) {
        float e = exp(-Math.abs(x));
        float s = 1f / (1f + e);
        return x < 0f ? e * s : s;
    }

    /** {@code (e^x - e^-x) / (e^x + e^-x)}, computed as {@code -m / (m + 2)} with {@code m = e^(-2|x|) - 1}. */
    public static float tanh(float x) {
        float a = Math.abs(x);
        float y = -2f * (a > TANH_HIGHEST ? TANH_HIGHEST : a);
        float rounded = Math.fma(y, LOG2_E, ROUNDER);
        float exponent = rounded - ROUNDER;
        float r = Math.fma(exponent, -LN2_LOW, Math.fma(exponent, -LN2_HIGH, y));
        float q = Math.fma(r * r, expTail(r), r);
        float power = powerOfTwo(Float.floatToRawIntBits(rounded) - ROUNDER_BITS);
        float m = Math.fma(power, q, power - 1f);
        return Math.copySign(m / (m + 2f), x);
    }

    /** {@code Phi(x) = (1 + erf(x / sqrt(2))) / 2}, the normal distribution's cumulative function. */
    public static float normalCumulative(float x) {
        float tail = normalTail(normalBound(x));
        return x < 0f ? tail : 1f - tail;
    }

    /** {@code erf(x) = 2 Phi(x sqrt(2)) - 1}, to 2 units in the last place of 1. */
    public static float erf(float x) {
        float twice = 2f * normalTail(normalBound(x * (float) 1.41421356237309504880));
        return x < 0f ? twice - 1f : 1f - twice;
    }

    public static float silu(float x) {
        float bounded = x < SILU_LOWEST ? SILU_LOWEST : x;
        return bounded * sigmoid(bounded);
    }

    /** {@code f'(x)} from {@code y = silu(x)}. */
    public static float siluSlope(float x, float y) {
        float s = sigmoid(x);
        return Math.fma(Math.min(y, Float.MAX_VALUE), 1f - s, s);
    }

    public static float gelu(float x) {
        float bounded = x < -NORMAL_HIGHEST ? -NORMAL_HIGHEST : x;
        return bounded * normalCumulative(bounded);
    }

    /** {@code Phi(x) + x phi(x)}. */
    public static float geluSlope(float x) {
        float u = normalBound(x);
        float signed = x < 0f ? -u : u;
        float e = normalExp(u);
        float tail = e * normalPolynomial(u);
        return Math.fma(signed * NORMAL_PEAK, e, x < 0f ? tail : 1f - tail);
    }

    /** {@code x * sigmoid(2 u)} where the definition has {@code x / 2 * (1 + tanh(u))}. */
    public static float geluTanh(float x) {
        float bounded = x < -GELU_TANH_LIMIT ? -GELU_TANH_LIMIT : x;
        return bounded * sigmoid(bounded * Math.fma(bounded * bounded, GELU_CUBIC, GELU_LINEAR));
    }

    public static float geluTanhSlope(float x) {
        float c = x > GELU_TANH_LIMIT ? GELU_TANH_LIMIT : x < -GELU_TANH_LIMIT ? -GELU_TANH_LIMIT : x;
        float square = c * c;
        float s = sigmoid(c * Math.fma(square, GELU_CUBIC, GELU_LINEAR));
        float inner = Math.fma(square, 3f * GELU_CUBIC, GELU_LINEAR);
        return Math.fma(c * s * (1f - s), inner, s);
    }

    private static float normalBound(float x) {
        float a = Math.abs(x);
        return a > NORMAL_HIGHEST ? NORMAL_HIGHEST : a;
    }

    /** {@code 1 - Phi(u)} for {@code 0 <= u <= 15}. */
    private static float normalTail(float u) {
        return normalExp(u) * normalPolynomial(u);
    }

    /** {@code exp(-u^2 / 2)}, the rounding of the square carried along. */
    private static float normalExp(float u) {
        float half = 0.5f * u;
        float square = u * half;
        float lost = Math.fma(u, half, -square);
        float e = exp(-square);
        return Math.fma(e, -lost, e);
    }

    private static float normalPolynomial(float u) {
        float t = 1f / Math.fma(u, N, 1f);
        float p = Math.fma(N10, t, N9);
        p = Math.fma(p, t, N8);
        p = Math.fma(p, t, N7);
        p = Math.fma(p, t, N6);
        p = Math.fma(p, t, N5);
        p = Math.fma(p, t, N4);
        p = Math.fma(p, t, N3);
        p = Math.fma(p, t, N2);
        p = Math.fma(p, t, N1);
        return Math.fma(p, t, N0);
    }

    private static float expTail(float r) {
        float p = Math.fma(E5, r, E4);
        p = Math.fma(p, r, E3);
        p = Math.fma(p, r, E2);
        p = Math.fma(p, r, E1);
        return Math.fma(p, r, E0);
    }

    private static float powerOfTwo(int exponent) {
        return Float.intBitsToFloat((exponent + 127) << 23);
    }
}
