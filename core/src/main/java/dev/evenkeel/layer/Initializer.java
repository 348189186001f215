package dev.evenkeel.layer;

import dev.evenkeel.tensor.Randomness;

/** A parameter's values before training. */
public interface Initializer {
    /** Fills {@code values}, drawing from {@code randomness}, which belongs to this parameter alone. */
    void fill(float[] values, Randomness randomness);

    static Initializer constant(float value) {
        return new Constant(value);
    }

    /** Gaussian with mean 0. */
    static Initializer normal(float deviation) {
        return new Normal(deviation);
    }

    /** Uniform in {@code [-bound, bound)}. */
    static Initializer uniform(float bound) {
        return new Uniform(bound);
    }

    /** All the same. */
    record Constant(float value) implements Initializer {
        @Override
        public void fill(float[] values, Randomness randomness) {
            java.util.Arrays.fill(values, value);
        }
    }

    /** Gaussian with mean 0 and the given standard deviation. */
    record Normal(float deviation) implements Initializer {
        @Override
        public void fill(float[] values, Randomness randomness) {
            for (int index = 0; index < values.length; index++) {
                values[index] = (float) (deviation * randomness.nextGaussian());
            }
        }
    }

    /** Uniform in {@code [-bound, bound)}. */
    record Uniform(float bound) implements Initializer {
        @Override
        public void fill(float[] values, Randomness randomness) {
            for (int index = 0; index < values.length; index++) {
                values[index] = (float) (bound * (2 * randomness.nextDouble() - 1));
            }
        }
    }
}
