package dev.evenkeel.kernels.vector;

import dev.evenkeel.kernel.scalar.Transcendental;
import dev.evenkeel.kernel.view.ActivationBuffers;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

/** Sigmoid, GELU and SiLU in blocks: several short loops with working memory between them. */
final class VectorGates {
    private static final VectorSpecies<Float> S = Lanes.FLOATS;
    private static final int L = Lanes.COUNT;
    private static final int BLOCK = 1024;

    private VectorGates() {}

    static void sigmoid(float[] x, int xOffset, float[] y, int yOffset, int length) {
        Widening memory = Widening.lease(BLOCK);
        for (int from = 0; from < length; from += BLOCK) {
            int block = Math.min(BLOCK, length - from);
            VectorTranscendental.expOfNegative(x, xOffset + from, memory.first, 0, block);
            VectorTranscendental.logistic(x, xOffset + from, memory.first, 0, y, yOffset + from, block);
        }
        memory.release();
    }

    static void gelu(float[] x, int xOffset, float[] y, int yOffset, int length) {
        Widening memory = Widening.lease(BLOCK);
        for (int from = 0; from < length; from += BLOCK) {
            int block = Math.min(BLOCK, length - from);
            normal(x, xOffset + from, memory.first, memory.second, block);
            gate(-Transcendental.NORMAL_HIGHEST, x, xOffset + from, memory.second, y, yOffset + from, block);
        }
        memory.release();
    }

    static void geluBackward(ActivationBuffers buffers, int from, int to) {
        Widening memory = Widening.lease(BLOCK);
        for (int at = from; at < to; at += BLOCK) {
            int block = Math.min(BLOCK, to - at);
            normal(buffers.x(), at, memory.first, memory.second, block);
            geluSlope(buffers, at, memory.first, memory.second, block);
        }
        memory.release();
    }

    /** {@code e = exp(-x^2 / 2)} and {@code phi = Phi(x)}. */
    private static void normal(float[] x, int xAt, float[] e, float[] phi, int length) {
        VectorTranscendental.halfSquare(x, xAt, e, length);
        VectorTranscendental.expOfNegative(e, 0, e, 0, length);
        VectorTranscendental.cumulative(x, xAt, e, phi, length);
    }

    static void geluTanh(float[] x, int xOffset, float[] y, int yOffset, int length) {
        Widening memory = Widening.lease(BLOCK);
        for (int from = 0; from < length; from += BLOCK) {
            int block = Math.min(BLOCK, length - from);
            tanhGate(x, xOffset + from, memory.first, memory.second, block);
            gate(-Transcendental.GELU_TANH_LIMIT, x, xOffset + from, memory.first, y, yOffset + from, block);
        }
        memory.release();
    }

    static void geluTanhBackward(ActivationBuffers buffers, int from, int to) {
        Widening memory = Widening.lease(BLOCK);
        for (int at = from; at < to; at += BLOCK) {
            int block = Math.min(BLOCK, to - at);
            tanhGate(buffers.x(), at, memory.first, memory.second, block);
            geluTanhSlope(buffers, at, memory.first, block);
        }
        memory.release();
    }

    /** {@code s = (1 + tanh(u)) / 2}, the sigmoid of {@code 2 u}. */
    private static void tanhGate(float[] x, int xAt, float[] s, float[] e, int length) {
        geluTanhInner(x, xAt, s, length);
        VectorTranscendental.expOfNegative(s, 0, e, 0, length);
        VectorTranscendental.logistic(s, 0, e, 0, s, 0, length);
    }

    static void silu(float[] x, int xOffset, float[] y, int yOffset, int length) {
        Widening memory = Widening.lease(BLOCK);
        for (int from = 0; from < length; from += BLOCK) {
            int block = Math.min(BLOCK, length - from);
            VectorTranscendental.expOfNegative(x, xOffset + from, memory.first, 0, block);
            VectorTranscendental.logistic(x, xOffset + from, memory.first, 0, memory.first, 0, block);
            gate(Transcendental.SILU_LOWEST, x, xOffset + from, memory.first, y, yOffset + from, block);
        }
        memory.release();
    }

    static void siluBackward(ActivationBuffers buffers, int from, int to) {
        Widening memory = Widening.lease(BLOCK);
        for (int at = from; at < to; at += BLOCK) {
            int block = Math.min(BLOCK, to - at);
            VectorTranscendental.expOfNegative(buffers.x(), at, memory.first, 0, block);
            VectorTranscendental.logistic(buffers.x(), at, memory.first, 0, memory.first, 0, block);
            siluSlope(buffers, at, memory.first, block);
        }
        memory.release();
    }

    /** {@code y = max(x, least) * s}. */
    private static void gate(float least, float[] x, int xAt, float[] s, float[] y, int yAt, int length) {
        FloatVector lowest = FloatVector.broadcast(S, least);
        for (int i = 0; i < length; i += L) {
            FloatVector value = FloatVector.fromArray(S, x, xAt + i);
            value.blend(lowest, value.compare(VectorOperators.LT, lowest))
                    .mul(FloatVector.fromArray(S, s, i))
                    .intoArray(y, yAt + i);
        }
    }

    /** {@code dx = (phi + x e / sqrt(2 pi)) dy}. */
    private static void geluSlope(ActivationBuffers buffers, int at, float[] e, float[] phi, int length) {
        float[] x = buffers.x();
        float[] dy = buffers.dy();
        float[] dx = buffers.dx();
        FloatVector highest = FloatVector.broadcast(S, Transcendental.NORMAL_HIGHEST);
        for (int i = 0; i < length; i += L) {
            FloatVector value = FloatVector.fromArray(S, x, at + i);
            FloatVector magnitude = value.abs();
            FloatVector u = magnitude.blend(highest, magnitude.compare(VectorOperators.GT, highest));
            u.blend(u.neg(), value.compare(VectorOperators.LT, 0f))
                    .mul(Transcendental.NORMAL_PEAK)
                    .fma(FloatVector.fromArray(S, e, i), FloatVector.fromArray(S, phi, i))
                    .mul(FloatVector.fromArray(S, dy, at + i))
                    .intoArray(dx, at + i);
        }
    }

    /** What the sigmoid of gelu's tanh form is taken of. */
    private static void geluTanhInner(float[] x, int xAt, float[] inner, int length) {
        FloatVector highest = FloatVector.broadcast(S, Transcendental.GELU_TANH_LIMIT);
        FloatVector lowest = highest.neg();
        for (int i = 0; i < length; i += L) {
            FloatVector value = FloatVector.fromArray(S, x, xAt + i);
            FloatVector bounded = value.blend(highest, value.compare(VectorOperators.GT, highest))
                    .blend(lowest, value.compare(VectorOperators.LT, lowest));
            bounded.mul(bounded)
                    .fma(Transcendental.GELU_CUBIC, Transcendental.GELU_LINEAR)
                    .mul(bounded)
                    .intoArray(inner, i);
        }
    }

    private static void geluTanhSlope(ActivationBuffers buffers, int at, float[] s, int length) {
        float[] x = buffers.x();
        float[] dy = buffers.dy();
        float[] dx = buffers.dx();
        FloatVector one = FloatVector.broadcast(S, 1f);
        FloatVector highest = FloatVector.broadcast(S, Transcendental.GELU_TANH_LIMIT);
        FloatVector lowest = highest.neg();
        for (int i = 0; i < length; i += L) {
            FloatVector value = FloatVector.fromArray(S, x, at + i);
            FloatVector bounded = value.blend(highest, value.compare(VectorOperators.GT, highest))
                    .blend(lowest, value.compare(VectorOperators.LT, lowest));
            FloatVector inner = bounded.mul(bounded).fma(3f * Transcendental.GELU_CUBIC, Transcendental.GELU_LINEAR);
            FloatVector sigmoid = FloatVector.fromArray(S, s, i);
            bounded.mul(sigmoid)
                    .mul(one.sub(sigmoid))
                    .fma(inner, sigmoid)
                    .mul(FloatVector.fromArray(S, dy, at + i))
                    .intoArray(dx, at + i);
        }
    }

    private static void siluSlope(ActivationBuffers buffers, int at, float[] s, int length) {
        float[] y = buffers.y();
        float[] dy = buffers.dy();
        float[] dx = buffers.dx();
        FloatVector one = FloatVector.broadcast(S, 1f);
        for (int i = 0; i < length; i += L) {
            FloatVector sigmoid = FloatVector.fromArray(S, s, i);
            FloatVector.fromArray(S, y, at + i)
                    .min(Float.MAX_VALUE)
                    .fma(one.sub(sigmoid), sigmoid)
                    .mul(FloatVector.fromArray(S, dy, at + i))
                    .intoArray(dx, at + i);
        }
    }
}
