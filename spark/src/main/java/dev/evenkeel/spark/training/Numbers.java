package dev.evenkeel.spark.training;

import java.util.Arrays;

/** Numbers that come one by one. */
final class Numbers {
    private double[] values = new double[64];
    private int size;

    void add(double value) {
        if (size == values.length) {
            values = Arrays.copyOf(values, Math.multiplyExact(size, 2));
        }
        values[size++] = value;
    }

    int size() {
        return size;
    }

    double[] array() {
        return Arrays.copyOf(values, size);
    }

    float[] floats() {
        float[] floats = new float[size];
        for (int index = 0; index < size; index++) {
            floats[index] = (float) values[index];
        }
        return floats;
    }
}
