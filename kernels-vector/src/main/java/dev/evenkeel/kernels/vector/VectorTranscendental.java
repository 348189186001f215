package dev.evenkeel.kernels.vector;

import static dev.evenkeel.kernel.scalar.Transcendental.*;

import dev.evenkeel.kernel.scalar.Transcendental;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

/** The loops of {@link Transcendental}: the same steps lane by lane, hence the same bits. Lengths are whole registers. */
final class VectorTranscendental {
    private static final VectorSpecies<Float> S = Lanes.FLOATS;
    private static final int L = Lanes.COUNT;
    private static final int SIGN = 0x8000_0000;

    private VectorTranscendental() {}

    /** {@code e = exp(-|x|)}; x and e may be the same. */
    static void expOfNegative(float[] x, int xAt, float[] e, int eAt, int length) {
        FloatVector lowest = FloatVector.broadcast(S, EXP_LOWEST);
        for (int i = 0; i < length; i += L) {
            FloatVector negative = FloatVector.fromArray(S, x, xAt + i).abs().neg();
            FloatVector bounded = negative.blend(lowest, negative.compare(VectorOperators.LT, lowest));
            FloatVector rounded = bounded.fma(FloatVector.broadcast(S, LOG2_E), FloatVector.broadcast(S, ROUNDER));
            FloatVector exponent = rounded.sub(ROUNDER);
            FloatVector high = exponent.fma(FloatVector.broadcast(S, -LN2_HIGH), bounded);
            FloatVector r = exponent.fma(FloatVector.broadcast(S, -LN2_LOW), high);
            FloatVector tail = r.fma(FloatVector.broadcast(S, E5), FloatVector.broadcast(S, E4));
            tail = tail.fma(r, FloatVector.broadcast(S, E3));
            tail = tail.fma(r, FloatVector.broadcast(S, E2));
            tail = tail.fma(r, FloatVector.broadcast(S, E1));
            tail = tail.fma(r, FloatVector.broadcast(S, E0));
            FloatVector p = r.mul(r).fma(tail, r).add(1f);
            IntVector bits = rounded.reinterpretAsInts().sub(ROUNDER_BITS);
            IntVector half = bits.lanewise(VectorOperators.ASHR, 1);
            IntVector power = half.add(127).lanewise(VectorOperators.LSHL, 23);
            IntVector rest = bits.sub(half).add(127).lanewise(VectorOperators.LSHL, 23);
            p.mul(power.reinterpretAsFloats()).mul(rest.reinterpretAsFloats()).intoArray(e, eAt + i);
        }
    }

    /** {@code s = sigmoid(x)} from {@code e = exp(-|x|)}; x and s may be the same. */
    static void logistic(float[] x, int xAt, float[] e, int eAt, float[] s, int sAt, int length) {
        FloatVector one = FloatVector.broadcast(S, 1f);
        for (int i = 0; i < length; i += L) {
            FloatVector exp = FloatVector.fromArray(S, e, eAt + i);
            FloatVector positive = one.div(exp.add(one));
            positive.blend(
                            exp.mul(positive),
                            FloatVector.fromArray(S, x, xAt + i).compare(VectorOperators.LT, 0f))
                    .intoArray(s, sAt + i);
        }
    }

    static void tanh(float[] x, int xAt, float[] y, int yAt, int length) {
        FloatVector highest = FloatVector.broadcast(S, TANH_HIGHEST);
        for (int i = 0; i < length; i += L) {
            FloatVector value = FloatVector.fromArray(S, x, xAt + i);
            FloatVector magnitude = value.abs();
            FloatVector doubled = magnitude
                    .blend(highest, magnitude.compare(VectorOperators.GT, highest))
                    .mul(-2f);
            FloatVector rounded = doubled.fma(FloatVector.broadcast(S, LOG2_E), FloatVector.broadcast(S, ROUNDER));
            FloatVector exponent = rounded.sub(ROUNDER);
            FloatVector high = exponent.fma(FloatVector.broadcast(S, -LN2_HIGH), doubled);
            FloatVector r = exponent.fma(FloatVector.broadcast(S, -LN2_LOW), high);
            FloatVector tail = r.fma(FloatVector.broadcast(S, E5), FloatVector.broadcast(S, E4));
            tail = tail.fma(r, FloatVector.broadcast(S, E3));
            tail = tail.fma(r, FloatVector.broadcast(S, E2));
            tail = tail.fma(r, FloatVector.broadcast(S, E1));
            tail = tail.fma(r, FloatVector.broadcast(S, E0));
            FloatVector q = r.mul(r).fma(tail, r);
            IntVector bits = rounded.reinterpretAsInts().sub(ROUNDER_BITS);
            FloatVector power = bits.add(127).lanewise(VectorOperators.LSHL, 23).reinterpretAsFloats();
            FloatVector m = power.fma(q, power.sub(1f));
            m.div(m.add(2f))
                    .reinterpretAsInts()
                    .and(~SIGN)
                    .or(value.reinterpretAsInts().and(SIGN))
                    .reinterpretAsFloats()
                    .intoArray(y, yAt + i);
        }
    }

    /** {@code u^2 / 2} for {@code u = min(|x|, 15)}: what the normal distribution's exponential is taken of. */
    static void halfSquare(float[] x, int xAt, float[] square, int length) {
        FloatVector highest = FloatVector.broadcast(S, NORMAL_HIGHEST);
        for (int i = 0; i < length; i += L) {
            FloatVector magnitude = FloatVector.fromArray(S, x, xAt + i).abs();
            FloatVector u = magnitude.blend(highest, magnitude.compare(VectorOperators.GT, highest));
            u.mul(u.mul(0.5f)).intoArray(square, i);
        }
    }

    /**
     * {@code phi = Phi(x)} from {@code e = exp(-halfSquare(x))}, and what was lost in rounding the square is given back
     * to e.
     */
    static void cumulative(float[] x, int xAt, float[] e, float[] phi, int length) {
        FloatVector one = FloatVector.broadcast(S, 1f);
        FloatVector highest = FloatVector.broadcast(S, NORMAL_HIGHEST);
        for (int i = 0; i < length; i += L) {
            FloatVector value = FloatVector.fromArray(S, x, xAt + i);
            FloatVector magnitude = value.abs();
            FloatVector u = magnitude.blend(highest, magnitude.compare(VectorOperators.GT, highest));
            FloatVector half = u.mul(0.5f);
            FloatVector lost = u.fma(half, u.mul(half).neg());
            FloatVector rounded = FloatVector.fromArray(S, e, i);
            FloatVector exp = rounded.fma(lost.neg(), rounded);
            exp.intoArray(e, i);
            FloatVector t = one.div(u.fma(FloatVector.broadcast(S, N), one));
            FloatVector p = t.fma(N10, N9);
            p = p.fma(t, FloatVector.broadcast(S, N8));
            p = p.fma(t, FloatVector.broadcast(S, N7));
            p = p.fma(t, FloatVector.broadcast(S, N6));
            p = p.fma(t, FloatVector.broadcast(S, N5));
            p = p.fma(t, FloatVector.broadcast(S, N4));
            p = p.fma(t, FloatVector.broadcast(S, N3));
            p = p.fma(t, FloatVector.broadcast(S, N2));
            p = p.fma(t, FloatVector.broadcast(S, N1));
            FloatVector tail = exp.mul(p.fma(t, FloatVector.broadcast(S, N0)));
            one.sub(tail).blend(tail, value.compare(VectorOperators.LT, 0f)).intoArray(phi, i);
        }
    }
}
