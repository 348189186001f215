package dev.evenkeel.operation;

/** What turns a network's outputs into probabilities, as the loss it was trained with says. */
public enum OutputActivation {
    /** Nothing does: the outputs are values, as in a regression. */
    IDENTITY,
    /** {@code exp(y) / sum exp(y)} over the last axis: exactly one of the classes is true. */
    SOFTMAX,
    /** {@code 1 / (1 + exp(-y))}, each output for itself: any of them may be true. */
    SIGMOID
}
