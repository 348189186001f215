package dev.evenkeel.kernel.view;

/** Where a product's sums start. */
public enum Start {
    /** {@code C = A * B}. */
    ZERO,
    /** {@code C = C + A * B}: the chain goes on from what C holds. */
    SUM
}
