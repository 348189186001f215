package dev.evenkeel.benchmarks;

import java.util.Random;

/** Numbers to compute with. */
final class Values {
    private Values() {}

    static float[] random(int length, long seed) {
        Random random = new Random(seed);
        float[] values = new float[length];
        for (int i = 0; i < length; i++) {
            values[i] = random.nextFloat() - 0.5f;
        }
        return values;
    }
}
