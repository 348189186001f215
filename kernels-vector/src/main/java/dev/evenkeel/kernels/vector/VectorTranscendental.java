package dev.evenkeel.kernels.vector;

import static dev.evenkeel.kernel.Transcendental.*;

import dev.evenkeel.kernel.Transcendental;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

/** {@link Transcendental} lane by lane: the same steps, hence the same bits. */
final class VectorTranscendental {
    private static final VectorSpecies<Float> S = Lanes.FLOATS;
    private static final int SIGN = 0x8000_0000;

    private VectorTranscendental() {}

    static FloatVector exp(FloatVector x) {
        FloatVector highest = all(EXP_HIGHEST);
        FloatVector lowest = all(EXP_LOWEST);
        FloatVector upper = x.blend(highest, x.compare(VectorOperators.GT, highest));
        FloatVector bounded = upper.blend(lowest, upper.compare(VectorOperators.LT, lowest));
        FloatVector rounded = bounded.fma(all(LOG2_E), all(ROUNDER));
        FloatVector r = reduced(bounded, rounded);
        FloatVector p = r.mul(r).fma(expTail(r), r).add(1f);
        IntVector bits = rounded.reinterpretAsInts().sub(ROUNDER_BITS);
        IntVector half = bits.lanewise(VectorOperators.ASHR, 1);
        return p.mul(powerOfTwo(half)).mul(powerOfTwo(bits.sub(half)));
    }

    static FloatVector sigmoid(FloatVector x) {
        FloatVector e = exp(x.abs().neg());
        FloatVector s = all(1f).div(e.add(1f));
        return s.blend(e.mul(s), x.compare(VectorOperators.LT, 0f));
    }

    static FloatVector tanh(FloatVector x) {
        FloatVector y = bounded(x.abs(), TANH_HIGHEST).mul(-2f);
        FloatVector rounded = y.fma(all(LOG2_E), all(ROUNDER));
        FloatVector r = reduced(y, rounded);
        FloatVector q = r.mul(r).fma(expTail(r), r);
        FloatVector power = powerOfTwo(rounded.reinterpretAsInts().sub(ROUNDER_BITS));
        FloatVector m = power.fma(q, power.sub(1f));
        IntVector magnitude = m.div(m.add(2f)).reinterpretAsInts().and(~SIGN);
        return magnitude.or(x.reinterpretAsInts().and(SIGN)).reinterpretAsFloats();
    }

    /** The first half of gelu: {@code exp(-u^2 / 2)} for {@code u = |x|}, the rounding of the square carried along. */
    static FloatVector normalExp(FloatVector x) {
        FloatVector u = bounded(x.abs(), NORMAL_HIGHEST);
        FloatVector half = u.mul(0.5f);
        FloatVector square = u.mul(half);
        FloatVector lost = u.fma(half, square.neg());
        FloatVector e = exp(square.neg());
        return e.fma(lost.neg(), e);
    }

    /** The second half of gelu: {@code x * Phi(x)} from {@code e = normalExp(x)}. */
    static FloatVector gelu(FloatVector x, FloatVector e) {
        FloatVector lowest = all(-NORMAL_HIGHEST);
        FloatVector bounded = x.blend(lowest, x.compare(VectorOperators.LT, lowest));
        return bounded.mul(cumulative(x, e));
    }

    /** {@code Phi(x) + x phi(x)} from {@code e = normalExp(x)}. */
    static FloatVector geluSlope(FloatVector x, FloatVector e) {
        FloatVector u = bounded(x.abs(), NORMAL_HIGHEST);
        FloatVector signed = u.blend(u.neg(), x.compare(VectorOperators.LT, 0f));
        return signed.mul(NORMAL_PEAK).fma(e, cumulative(x, e));
    }

    private static FloatVector cumulative(FloatVector x, FloatVector e) {
        FloatVector tail = e.mul(normalPolynomial(bounded(x.abs(), NORMAL_HIGHEST)));
        return all(1f).sub(tail).blend(tail, x.compare(VectorOperators.LT, 0f));
    }

    /** What the sigmoid of gelu's tanh form is taken of. */
    static FloatVector geluTanhInner(FloatVector x) {
        FloatVector c = geluTanhBounded(x);
        return c.mul(c.mul(c).fma(all(GELU_CUBIC), all(GELU_LINEAR)));
    }

    /** {@code x s} with {@code s = sigmoid(geluTanhInner(x))}. */
    static FloatVector geluTanh(FloatVector x, FloatVector s) {
        FloatVector lowest = all(-GELU_TANH_LIMIT);
        return x.blend(lowest, x.compare(VectorOperators.LT, lowest)).mul(s);
    }

    static FloatVector geluTanhSlope(FloatVector x, FloatVector s) {
        FloatVector c = geluTanhBounded(x);
        FloatVector inner = c.mul(c).fma(all(3f * GELU_CUBIC), all(GELU_LINEAR));
        return c.mul(s).mul(all(1f).sub(s)).fma(inner, s);
    }

    private static FloatVector geluTanhBounded(FloatVector x) {
        FloatVector lowest = all(-GELU_TANH_LIMIT);
        return bounded(x, GELU_TANH_LIMIT).blend(lowest, x.compare(VectorOperators.LT, lowest));
    }

    private static FloatVector normalPolynomial(FloatVector u) {
        FloatVector t = all(1f).div(u.fma(all(N), all(1f)));
        FloatVector p = t.fma(all(N10), all(N9));
        p = p.fma(t, all(N8));
        p = p.fma(t, all(N7));
        p = p.fma(t, all(N6));
        p = p.fma(t, all(N5));
        p = p.fma(t, all(N4));
        p = p.fma(t, all(N3));
        p = p.fma(t, all(N2));
        p = p.fma(t, all(N1));
        return p.fma(t, all(N0));
    }

    /** {@code x} less the whole multiple of ln 2 that {@code rounded} holds. */
    private static FloatVector reduced(FloatVector x, FloatVector rounded) {
        FloatVector exponent = rounded.sub(ROUNDER);
        return exponent.fma(all(-LN2_LOW), exponent.fma(all(-LN2_HIGH), x));
    }

    private static FloatVector expTail(FloatVector r) {
        FloatVector p = r.fma(all(E5), all(E4));
        p = p.fma(r, all(E3));
        p = p.fma(r, all(E2));
        p = p.fma(r, all(E1));
        return p.fma(r, all(E0));
    }

    private static FloatVector bounded(FloatVector x, float highest) {
        FloatVector bound = all(highest);
        return x.blend(bound, x.compare(VectorOperators.GT, bound));
    }

    private static FloatVector powerOfTwo(IntVector exponent) {
        return exponent.add(127).lanewise(VectorOperators.LSHL, 23).reinterpretAsFloats();
    }

    private static FloatVector all(float value) {
        return FloatVector.broadcast(S, value);
    }
}
