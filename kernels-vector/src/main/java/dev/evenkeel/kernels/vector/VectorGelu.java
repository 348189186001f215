package dev.evenkeel.kernels.vector;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/**
 * GELU in blocks of two loops with working memory between them: one loop of it all outgrows what the compiler inlines and
 * runs fifteen times slower.
 */
final class VectorGelu {
    private static final VectorSpecies<Float> S = Lanes.FLOATS;
    private static final int L = Lanes.COUNT;
    private static final int BLOCK = 1024;

    private VectorGelu() {}

    static void exact(float[] x, int xOffset, float[] y, int yOffset, int length) {
        Widening memory = Widening.lease(BLOCK);
        for (int from = 0; from < length; from += BLOCK) {
            int block = Math.min(BLOCK, length - from);
            normalExp(x, xOffset + from, memory.first, block);
            gelu(x, xOffset + from, memory.first, y, yOffset + from, block);
        }
        memory.release();
    }

    static void exactBackward(
            float[] x, int xOffset, float[] dy, int dyOffset, float[] dx, int dxOffset, int length) {
        Widening memory = Widening.lease(BLOCK);
        for (int from = 0; from < length; from += BLOCK) {
            int block = Math.min(BLOCK, length - from);
            normalExp(x, xOffset + from, memory.first, block);
            geluSlope(x, xOffset + from, memory.first, dy, dyOffset + from, dx, dxOffset + from, block);
        }
        memory.release();
    }

    static void tanh(float[] x, int xOffset, float[] y, int yOffset, int length) {
        Widening memory = Widening.lease(BLOCK);
        for (int from = 0; from < length; from += BLOCK) {
            int block = Math.min(BLOCK, length - from);
            sigmoidOfInner(x, xOffset + from, memory.first, block);
            geluTanh(x, xOffset + from, memory.first, y, yOffset + from, block);
        }
        memory.release();
    }

    static void tanhBackward(
            float[] x, int xOffset, float[] dy, int dyOffset, float[] dx, int dxOffset, int length) {
        Widening memory = Widening.lease(BLOCK);
        for (int from = 0; from < length; from += BLOCK) {
            int block = Math.min(BLOCK, length - from);
            sigmoidOfInner(x, xOffset + from, memory.first, block);
            geluTanhSlope(x, xOffset + from, memory.first, dy, dyOffset + from, dx, dxOffset + from, block);
        }
        memory.release();
    }

    private static void normalExp(float[] x, int xAt, float[] e, int length) {
        for (int i = 0; i < length; i += L) {
            VectorTranscendental.normalExp(FloatVector.fromArray(S, x, xAt + i)).intoArray(e, i);
        }
    }

    private static void sigmoidOfInner(float[] x, int xAt, float[] s, int length) {
        for (int i = 0; i < length; i += L) {
            VectorTranscendental.sigmoid(VectorTranscendental.geluTanhInner(FloatVector.fromArray(S, x, xAt + i)))
                    .intoArray(s, i);
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
            VectorTranscendental.geluSlope(
                            FloatVector.fromArray(S, x, xAt + i), FloatVector.fromArray(S, inner, i))
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
            VectorTranscendental.geluTanhSlope(
                            FloatVector.fromArray(S, x, xAt + i), FloatVector.fromArray(S, inner, i))
                    .mul(FloatVector.fromArray(S, dy, dyAt + i))
                    .intoArray(dx, dxAt + i);
        }
    }
}
