package dev.evenkeel.comparison.value;

import java.util.SplittableRandom;

/** The numbers that all contenders compute with. */
public final class Values {
    /** Added to every variance. */
    public static final double EPSILON = 1e-5;

    private Values() {}

    /** The input of a task. */
    public static float[] input(int length) {
        return uniform(length, 1, -0.5f, 0.5f);
    }

    /** The weights of a task, small enough that sums over {@code fanIn} inputs stay near 1. */
    public static float[] weight(int length, int fanIn) {
        float bound = (float) (1 / Math.sqrt(fanIn));
        return uniform(length, 2, -bound, bound);
    }

    /** The gradient of a task's output. */
    public static float[] outputGradient(int length) {
        return uniform(length, 3, -0.5f, 0.5f);
    }

    public static float[] gamma(int length) {
        return uniform(length, 4, 0.5f, 1.5f);
    }

    public static float[] beta(int length) {
        return uniform(length, 5, -0.2f, 0.2f);
    }

    /** Classes from 0 to 9. */
    public static int[] classes(int length) {
        SplittableRandom random = new SplittableRandom(6);
        int[] classes = new int[length];
        for (int i = 0; i < length; i++) {
            classes[i] = random.nextInt(10);
        }
        return classes;
    }

    /** A parameter of a recurrent layer, by PyTorch's name. */
    public static float[] recurrent(String name, int length, int hidden) {
        float bound = (float) (1 / Math.sqrt(hidden));
        return uniform(length, name.hashCode(), -bound, bound);
    }

    /** Numbers of tokens, from 0 to below {@code tokens}. */
    public static float[] tokens(int length, long seed, int tokens) {
        SplittableRandom random = new SplittableRandom(seed);
        float[] numbers = new float[length];
        for (int i = 0; i < length; i++) {
            numbers[i] = random.nextInt(tokens);
        }
        return numbers;
    }

    public static float[] uniform(int length, long seed, float from, float to) {
        SplittableRandom random = new SplittableRandom(seed);
        float[] values = new float[length];
        for (int i = 0; i < length; i++) {
            values[i] = (float) (from + (to - from) * random.nextDouble());
        }
        return values;
    }
}
