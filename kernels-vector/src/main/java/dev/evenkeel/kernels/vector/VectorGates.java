package dev.evenkeel.kernels.vector;

import dev.evenkeel.kernel.Transcendental;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

/**
 * GELU and SiLU in blocks of two or three loops with working memory between them: one loop of it all outgrows what the
 * compiler inlines and runs five to fifteen times slower.
 */
final class VectorGates {
    private static final VectorSpecies<Float> S = Lanes.FLOATS;
    private static final int L = Lanes.COUNT;
    private static final int BLOCK = 1024;

    private static final Pass INNER = (x, xAt, s, dy, dyAt, out, outAt, length) -> inner(x, xAt, s, length);
    private static final Pass SIGMOID =
            (x, xAt, s, dy, dyAt, out, outAt, length) -> VectorActivations.sigmoid(s, 0, s, 0, length);
    private static final Pass[] TANH = {
        INNER, SIGMOID, (x, xAt, s, dy, dyAt, out, outAt, length) -> geluTanh(x, xAt, s, out, outAt, length)
    };
    private static final Pass[] TANH_BACKWARD = {INNER, SIGMOID, VectorGates::geluTanhSlope};

    private VectorGates() {}

    static void exact(float[] x, int xOffset, float[] y, int yOffset, int length) {
        Widening memory = Widening.lease(BLOCK);
        for (int from = 0; from < length; from += BLOCK) {
            int block = Math.min(BLOCK, length - from);
            normalExp(x, xOffset + from, memory.first, block);
            gelu(x, xOffset + from, memory.first, y, yOffset + from, block);
        }
        memory.release();
    }

    static void exactBackward(float[] x, int xOffset, float[] dy, int dyOffset, float[] dx, int dxOffset, int length) {
        Widening memory = Widening.lease(BLOCK);
        for (int from = 0; from < length; from += BLOCK) {
            int block = Math.min(BLOCK, length - from);
            normalExp(x, xOffset + from, memory.first, block);
            geluSlope(x, xOffset + from, memory.first, dy, dyOffset + from, dx, dxOffset + from, block);
        }
        memory.release();
    }

    static void tanh(float[] x, int xOffset, float[] y, int yOffset, int length) {
        passes(TANH, x, xOffset, x, xOffset, y, yOffset, length);
    }

    static void tanhBackward(float[] x, int xOffset, float[] dy, int dyOffset, float[] dx, int dxOffset, int length) {
        passes(TANH_BACKWARD, x, xOffset, dy, dyOffset, dx, dxOffset, length);
    }

    /** Three passes through one call keep each a compilation of its own. */
    private static void passes(
            Pass[] passes, float[] x, int xOffset, float[] dy, int dyOffset, float[] out, int outOffset, int length) {
        Widening memory = Widening.lease(BLOCK);
        for (int from = 0; from < length; from += BLOCK) {
            int block = Math.min(BLOCK, length - from);
            for (Pass pass : passes) {
                pass.run(x, xOffset + from, memory.first, dy, dyOffset + from, out, outOffset + from, block);
            }
        }
        memory.release();
    }

    /** One loop over a block: it reads x, dy and the working memory s, and writes s or the result. */
    private interface Pass {
        void run(float[] x, int xAt, float[] s, float[] dy, int dyAt, float[] out, int outAt, int length);
    }

    private static void normalExp(float[] x, int xAt, float[] e, int length) {
        for (int i = 0; i < length; i += L) {
            VectorTranscendental.normalExp(FloatVector.fromArray(S, x, xAt + i)).intoArray(e, i);
        }
    }

    private static void inner(float[] x, int xAt, float[] inner, int length) {
        for (int i = 0; i < length; i += L) {
            VectorTranscendental.geluTanhInner(FloatVector.fromArray(S, x, xAt + i))
                    .intoArray(inner, i);
        }
    }

    private static void gelu(float[] x, int xAt, float[] inner, float[] y, int yAt, int length) {
        for (int i = 0; i < length; i += L) {
            VectorTranscendental.gelu(FloatVector.fromArray(S, x, xAt + i), FloatVector.fromArray(S, inner, i))
                    .intoArray(y, yAt + i);
        }
    }

    private static void geluSlope(
            float[] x, int xAt, float[] inner, float[] dy, int dyAt, float[] dx, int dxAt, int length) {
        for (int i = 0; i < length; i += L) {
            VectorTranscendental.geluSlope(FloatVector.fromArray(S, x, xAt + i), FloatVector.fromArray(S, inner, i))
                    .mul(FloatVector.fromArray(S, dy, dyAt + i))
                    .intoArray(dx, dxAt + i);
        }
    }

    private static void geluTanh(float[] x, int xAt, float[] inner, float[] y, int yAt, int length) {
        for (int i = 0; i < length; i += L) {
            VectorTranscendental.geluTanh(FloatVector.fromArray(S, x, xAt + i), FloatVector.fromArray(S, inner, i))
                    .intoArray(y, yAt + i);
        }
    }

    private static void geluTanhSlope(
            float[] x, int xAt, float[] inner, float[] dy, int dyAt, float[] dx, int dxAt, int length) {
        for (int i = 0; i < length; i += L) {
            VectorTranscendental.geluTanhSlope(FloatVector.fromArray(S, x, xAt + i), FloatVector.fromArray(S, inner, i))
                    .mul(FloatVector.fromArray(S, dy, dyAt + i))
                    .intoArray(dx, dxAt + i);
        }
    }

    static void silu(float[] x, int xOffset, float[] y, int yOffset, int length) {
        Widening memory = Widening.lease(BLOCK);
        for (int from = 0; from < length; from += BLOCK) {
            int block = Math.min(BLOCK, length - from);
            VectorActivations.sigmoid(x, xOffset + from, memory.first, 0, block);
            silu(x, xOffset + from, memory.first, y, yOffset + from, block);
        }
        memory.release();
    }

    static void siluBackward(
            float[] x,
            int xOffset,
            float[] y,
            int yOffset,
            float[] dy,
            int dyOffset,
            float[] dx,
            int dxOffset,
            int length) {
        Widening memory = Widening.lease(BLOCK);
        for (int from = 0; from < length; from += BLOCK) {
            int block = Math.min(BLOCK, length - from);
            VectorActivations.sigmoid(x, xOffset + from, memory.first, 0, block);
            siluSlope(y, yOffset + from, memory.first, dy, dyOffset + from, dx, dxOffset + from, block);
        }
        memory.release();
    }

    private static void silu(float[] x, int xAt, float[] s, float[] y, int yAt, int length) {
        FloatVector lowest = FloatVector.broadcast(S, Transcendental.SILU_LOWEST);
        for (int i = 0; i < length; i += L) {
            FloatVector value = FloatVector.fromArray(S, x, xAt + i);
            value.blend(lowest, value.compare(VectorOperators.LT, lowest))
                    .mul(FloatVector.fromArray(S, s, i))
                    .intoArray(y, yAt + i);
        }
    }

    private static void siluSlope(
            float[] y, int yAt, float[] s, float[] dy, int dyAt, float[] dx, int dxAt, int length) {
        FloatVector one = FloatVector.broadcast(S, 1f);
        for (int i = 0; i < length; i += L) {
            FloatVector sigmoid = FloatVector.fromArray(S, s, i);
            FloatVector.fromArray(S, y, yAt + i)
                    .min(Float.MAX_VALUE)
                    .fma(one.sub(sigmoid), sigmoid)
                    .mul(FloatVector.fromArray(S, dy, dyAt + i))
                    .intoArray(dx, dxAt + i);
        }
    }
}
