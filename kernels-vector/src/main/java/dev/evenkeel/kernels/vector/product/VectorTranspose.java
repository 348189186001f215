package dev.evenkeel.kernels.vector.product;

import dev.evenkeel.kernels.vector.Lanes;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorShuffle;
import jdk.incubator.vector.VectorSpecies;

/**
 * Turns square blocks of as many rows as a register has lanes: in step s, rows whose numbers differ in bit s exchange the
 * lanes whose numbers do (Eklundh 1972). All but the first step work in place, in the nearest cache.
 */
final class VectorTranspose {
    private static final VectorSpecies<Float> S = Lanes.FLOATS;
    private static final int L = Lanes.COUNT;

    private static final VectorMask<Float> ONES = VectorMask.fromArray(S, lanesWith(1), 0);
    private static final VectorMask<Float> TWOS = VectorMask.fromArray(S, lanesWith(2), 0);
    private static final VectorMask<Float> FOURS = VectorMask.fromArray(S, lanesWith(4), 0);
    private static final VectorMask<Float> EIGHTS = VectorMask.fromArray(S, lanesWith(8), 0);
    private static final VectorShuffle<Float> UP_ONE = exchanged(1);
    private static final VectorShuffle<Float> UP_TWO = exchanged(2);
    private static final VectorShuffle<Float> UP_FOUR = exchanged(4);
    private static final VectorShuffle<Float> UP_EIGHT = exchanged(8);

    private VectorTranspose() {}

    private static boolean[] lanesWith(int bit) {
        boolean[] lanes = new boolean[L];
        for (int lane = 0; lane < L; lane++) {
            lanes[lane] = (lane & bit) != 0;
        }
        return lanes;
    }

    /** Each lane gets the one whose number differs in this bit; of no use where a register has no such lane. */
    private static VectorShuffle<Float> exchanged(int bit) {
        return VectorShuffle.fromOp(S, lane -> (lane ^ bit) % L);
    }

    /** {@code to[toAt + k * toStride + j] = from[at + j * stride + k]} for j and k below the lanes. */
    static void block(float[] from, int at, int stride, float[] to, int toAt, int toStride) {
        ones(from, at, stride, to, toAt, toStride);
        twos(to, toAt, toStride);
        if (L > 4) {
            fours(to, toAt, toStride);
        }
        if (L > 8) {
            eights(to, toAt, toStride);
        }
    }

    private static void ones(float[] from, int at, int stride, float[] to, int toAt, int toStride) {
        for (int row = 0; row < L; row += 2) {
            FloatVector a = FloatVector.fromArray(S, from, at + row * stride);
            FloatVector b = FloatVector.fromArray(S, from, at + row * stride + stride);
            a.blend(b.rearrange(UP_ONE), ONES).intoArray(to, toAt + row * toStride);
            a.rearrange(UP_ONE).blend(b, ONES).intoArray(to, toAt + row * toStride + toStride);
        }
    }

    private static void twos(float[] to, int toAt, int stride) {
        for (int pair = 0; pair < L / 2; pair++) {
            int at = toAt + ((pair & ~1) * 2 + (pair & 1)) * stride;
            FloatVector a = FloatVector.fromArray(S, to, at);
            FloatVector b = FloatVector.fromArray(S, to, at + 2 * stride);
            a.blend(b.rearrange(UP_TWO), TWOS).intoArray(to, at);
            a.rearrange(UP_TWO).blend(b, TWOS).intoArray(to, at + 2 * stride);
        }
    }

    private static void fours(float[] to, int toAt, int stride) {
        for (int pair = 0; pair < L / 2; pair++) {
            int at = toAt + ((pair & ~3) * 2 + (pair & 3)) * stride;
            FloatVector a = FloatVector.fromArray(S, to, at);
            FloatVector b = FloatVector.fromArray(S, to, at + 4 * stride);
            a.blend(b.rearrange(UP_FOUR), FOURS).intoArray(to, at);
            a.rearrange(UP_FOUR).blend(b, FOURS).intoArray(to, at + 4 * stride);
        }
    }

    private static void eights(float[] to, int toAt, int stride) {
        for (int pair = 0; pair < L / 2; pair++) {
            int at = toAt + pair * stride;
            FloatVector a = FloatVector.fromArray(S, to, at);
            FloatVector b = FloatVector.fromArray(S, to, at + 8 * stride);
            a.blend(b.rearrange(UP_EIGHT), EIGHTS).intoArray(to, at);
            a.rearrange(UP_EIGHT).blend(b, EIGHTS).intoArray(to, at + 8 * stride);
        }
    }
}
