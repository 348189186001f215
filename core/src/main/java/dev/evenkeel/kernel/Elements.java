package dev.evenkeel.kernel;

/** Sums, dropout and checks, element by element. */
public interface Elements {
    /** {@code z = x + y}; z may be x or y. */
    void add(float[] x, int xOffset, float[] y, int yOffset, float[] z, int zOffset, int length);

    /** {@code y = factor * x}; x and y may be the same. */
    void scale(float factor, float[] x, int xOffset, float[] y, int yOffset, int length);

    /**
     * Inverted dropout: {@code y[from + i] = x[from + i] / keep} where a hash of {@code (key, first + i)} falls below
     * {@code keep}, else 0. A function of its arguments alone: the backward pass is the same call on the gradient. All
     * providers draw the same mask. x and y may be the same.
     */
    void dropout(float[] x, float[] y, int from, int length, long key, long first, float keep);

    /** {@code sum x^2} in double along a fixed order. Not finite exactly if a value is not. */
    double sumOfSquares(float[] x, int offset, int length);

    /** Whether no value is infinite or NaN. */
    boolean allFinite(float[] x, int offset, int length);
}
