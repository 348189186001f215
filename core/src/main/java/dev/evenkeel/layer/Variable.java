package dev.evenkeel.layer;

/** A parameter while it is trained. */
public interface Variable {
    /** The present values. The array changes when a step is committed. */
    float[] values();

    /**
     * Where the backward pass <em>adds</em> the gradient: cleared at the start of a step, summed over accumulated
     * batches. Always the same array.
     */
    float[] gradient();

    /** Whether the backward pass should compute the gradient; false for a frozen parameter. */
    boolean needsGradient();
}
