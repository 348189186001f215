package dev.evenkeel.kernels.vector;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorSpecies;

/**
 * The registers of this machine, and sums over their lanes in one fixed order. No loop uses floats of another width: then
 * JDK 17 would no longer know the type of vectors in any loop, and leave them on the heap.
 */
public final class Lanes {
    public static final VectorSpecies<Float> FLOATS = FloatVector.SPECIES_PREFERRED;
    public static final VectorSpecies<Integer> INTS = IntVector.SPECIES_PREFERRED;
    public static final int COUNT = FLOATS.length();

    private Lanes() {}

    /** The sum of the spilled lanes of one register. */
    public static double sum(float[] lanes, int from) {
        double a = 0;
        double b = 0;
        double c = 0;
        double d = 0;
        for (int i = from; i < from + COUNT; i += 4) {
            a += lanes[i];
            b += lanes[i + 1];
            c += lanes[i + 2];
            d += lanes[i + 3];
        }
        return (a + b) + (c + d);
    }

    /** The largest multiple of the lane count up to {@code length}. */
    public static int bound(int length) {
        return length & -COUNT;
    }
}
