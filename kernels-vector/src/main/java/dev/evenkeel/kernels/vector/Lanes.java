package dev.evenkeel.kernels.vector;

import jdk.incubator.vector.DoubleVector;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorShuffle;
import jdk.incubator.vector.VectorSpecies;

/** The registers of this machine, and sums over their lanes in one fixed order. */
final class Lanes {
    static final VectorSpecies<Float> FLOATS = FloatVector.SPECIES_PREFERRED;
    static final VectorSpecies<Integer> INTS = IntVector.SPECIES_PREFERRED;
    static final VectorSpecies<Double> DOUBLES = DoubleVector.SPECIES_PREFERRED;
    static final int COUNT = FLOATS.length();

    private static final int HALF = DOUBLES.length();
    private static final VectorShuffle<Double> BY_FOUR = VectorShuffle.fromOp(DOUBLES, lane -> (lane + 4) % HALF);
    private static final VectorShuffle<Double> BY_TWO = VectorShuffle.fromOp(DOUBLES, lane -> (lane + 2) % HALF);
    private static final VectorShuffle<Double> BY_ONE = VectorShuffle.fromOp(DOUBLES, lane -> (lane + 1) % HALF);

    private Lanes() {}

    static DoubleVector lower(FloatVector x) {
        return (DoubleVector) x.convertShape(VectorOperators.F2D, DOUBLES, 0);
    }

    static DoubleVector upper(FloatVector x) {
        return (DoubleVector) x.convertShape(VectorOperators.F2D, DOUBLES, 1);
    }

    /** The sum of spilled lanes. */
    static double sum(float[] lanes) {
        double even = 0;
        double odd = 0;
        for (int i = 0; i < COUNT; i += 2) {
            even += lanes[i];
            odd += lanes[i + 1];
        }
        return even + odd;
    }

    /** The sum of spilled lanes. */
    static double sum(double[] lanes) {
        double even = 0;
        double odd = 0;
        for (int i = 0; i < HALF; i += 2) {
            even += lanes[i];
            odd += lanes[i + 1];
        }
        return even + odd;
    }

    /** The lanes' sum: halves onto each other until one is left. */
    static double sum(DoubleVector x) {
        DoubleVector sum = x;
        if (HALF > 4) {
            sum = sum.add(sum.rearrange(BY_FOUR));
        }
        if (HALF > 2) {
            sum = sum.add(sum.rearrange(BY_TWO));
        }
        return sum.add(sum.rearrange(BY_ONE)).lane(0);
    }

    /** The largest multiple of the lane count up to {@code length}. */
    static int bound(int length) {
        return length & -COUNT;
    }
}
