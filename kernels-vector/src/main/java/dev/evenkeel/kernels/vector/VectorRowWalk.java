package dev.evenkeel.kernels.vector;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

/**
 * Sums over rows that are walked as memory lies, of a width that is a multiple of two registers. What a register of columns needs lies
 * together: its mean, what else there is, and its two sums.
 */
final class VectorRowWalk {
    private static final VectorSpecies<Float> S = Lanes.FLOATS;
    private static final int L = Lanes.COUNT;

    private VectorRowWalk() {}

    /** Sets the sums of what exceeds the mean, and of its squares. */
    static void moments(float[] x, int from, int to, Widening wide) {
        int length = 3 * wide.width;
        float[] all = wide.together(length);
        for (int j = 0; j < wide.width; j += L) {
            System.arraycopy(wide.mean, j, all, 3 * j, L);
            zero(all, 3 * j + L);
        }
        moments(x, from, to, all, length);
        for (int j = 0; j < wide.width; j += L) {
            System.arraycopy(all, 3 * j + L, wide.first, j, L);
            System.arraycopy(all, 3 * j + 2 * L, wide.second, j, L);
        }
    }

    private static void moments(float[] x, int from, int to, float[] all, int length) {
        int j = 0;
        for (int i = from; i < to; i += 2 * L) {
            FloatVector a = FloatVector.fromArray(S, x, i).sub(FloatVector.fromArray(S, all, j));
            FloatVector.fromArray(S, all, j + L).add(a).intoArray(all, j + L);
            a.fma(a, FloatVector.fromArray(S, all, j + 2 * L)).intoArray(all, j + 2 * L);
            FloatVector b = FloatVector.fromArray(S, x, i + L).sub(FloatVector.fromArray(S, all, j + 3 * L));
            FloatVector.fromArray(S, all, j + 4 * L).add(b).intoArray(all, j + 4 * L);
            b.fma(b, FloatVector.fromArray(S, all, j + 5 * L)).intoArray(all, j + 5 * L);
            j += 6 * L;
            j = j == length ? 0 : j;
        }
    }

    /** Sets the sums of dy', and of its products with what exceeds the mean. */
    static void gradientSums(float[] x, float[] dy, int from, int to, Widening wide) {
        int length = 5 * wide.width;
        float[] all = wide.together(length);
        for (int j = 0; j < wide.width; j += L) {
            System.arraycopy(wide.mean, j, all, 5 * j, L);
            System.arraycopy(wide.scale, j, all, 5 * j + L, L);
            System.arraycopy(wide.shift, j, all, 5 * j + 2 * L, L);
            zero(all, 5 * j + 3 * L);
        }
        if (wide.rectified) {
            rectifiedSums(x, dy, from, to, all, length);
        } else {
            sums(x, dy, from, to, all, length);
        }
        for (int j = 0; j < wide.width; j += L) {
            System.arraycopy(all, 5 * j + 3 * L, wide.first, j, L);
            System.arraycopy(all, 5 * j + 4 * L, wide.second, j, L);
        }
    }

    private static void zero(float[] all, int from) {
        FloatVector.zero(S).intoArray(all, from);
        FloatVector.zero(S).intoArray(all, from + L);
    }

    private static void sums(float[] x, float[] dy, int from, int to, float[] all, int length) {
        int j = 0;
        for (int i = from; i < to; i += 2 * L) {
            FloatVector a = FloatVector.fromArray(S, x, i).sub(FloatVector.fromArray(S, all, j));
            FloatVector gA = FloatVector.fromArray(S, dy, i);
            FloatVector.fromArray(S, all, j + 3 * L).add(gA).intoArray(all, j + 3 * L);
            gA.fma(a, FloatVector.fromArray(S, all, j + 4 * L)).intoArray(all, j + 4 * L);
            FloatVector b = FloatVector.fromArray(S, x, i + L).sub(FloatVector.fromArray(S, all, j + 5 * L));
            FloatVector gB = FloatVector.fromArray(S, dy, i + L);
            FloatVector.fromArray(S, all, j + 8 * L).add(gB).intoArray(all, j + 8 * L);
            gB.fma(b, FloatVector.fromArray(S, all, j + 9 * L)).intoArray(all, j + 9 * L);
            j += 10 * L;
            j = j == length ? 0 : j;
        }
    }

    private static void rectifiedSums(float[] x, float[] dy, int from, int to, float[] all, int length) {
        FloatVector zero = FloatVector.zero(S);
        int j = 0;
        for (int i = from; i < to; i += 2 * L) {
            FloatVector a = FloatVector.fromArray(S, x, i).sub(FloatVector.fromArray(S, all, j));
            FloatVector gA = zero.blend(
                    FloatVector.fromArray(S, dy, i),
                    a.fma(FloatVector.fromArray(S, all, j + L), FloatVector.fromArray(S, all, j + 2 * L))
                            .compare(VectorOperators.GT, zero));
            FloatVector.fromArray(S, all, j + 3 * L).add(gA).intoArray(all, j + 3 * L);
            gA.fma(a, FloatVector.fromArray(S, all, j + 4 * L)).intoArray(all, j + 4 * L);
            FloatVector b = FloatVector.fromArray(S, x, i + L).sub(FloatVector.fromArray(S, all, j + 5 * L));
            FloatVector gB = zero.blend(
                    FloatVector.fromArray(S, dy, i + L),
                    b.fma(FloatVector.fromArray(S, all, j + 6 * L), FloatVector.fromArray(S, all, j + 7 * L))
                            .compare(VectorOperators.GT, zero));
            FloatVector.fromArray(S, all, j + 8 * L).add(gB).intoArray(all, j + 8 * L);
            gB.fma(b, FloatVector.fromArray(S, all, j + 9 * L)).intoArray(all, j + 9 * L);
            j += 10 * L;
            j = j == length ? 0 : j;
        }
    }
}
