package dev.evenkeel.testkit.oracle;

/**
 * A layer's formulas in double precision: what its training pass, its gradients, its running statistics and its frozen
 * operation are tested against. Written from the formula, never from the layer's code.
 */
public interface Oracle {
    /** The output {@code [examples, ...]} of a training step. */
    double[] train(Given given);

    /** The gradients of {@code sum(outputGradient * train(given))}. */
    Gradients backward(Given given, double[] outputGradient);

    /** The running statistics after a training step. */
    default Followed follow(Given given) {
        return new Followed(given.statistics(), 0);
    }

    /** The output of the frozen layer. */
    double[] infer(Given given);

    /**
     * The function of {@code moved} whose derivative at {@code moved = base} is {@link #backward}: that of
     * {@link #train}, but for layers that treat a part of it as a constant, which they take from {@code base}.
     */
    default double[] trainAround(Given base, Given moved) {
        return train(moved);
    }
}
