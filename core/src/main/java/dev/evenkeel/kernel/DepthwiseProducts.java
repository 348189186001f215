package dev.evenkeel.kernel;

import dev.evenkeel.kernel.view.GatheredProduct;

/** Convolutions in which each channel has weights of its own. The depths of a product's tables are those of its taps. */
public interface DepthwiseProducts {
    /**
     * {@code c[i, channel] = sum over the taps k of a[i, k, channel] * b[k, channel]}: B is {@code [taps, channels]}; one chain
     * over the taps in ascending order; then the epilogue.
     */
    void multiply(GatheredProduct product);

    /**
     * {@code c[k, channel] += sum over the rows i of a[i, k, channel] * b[i, channel]}: B is the gradient
     * {@code [rows, channels]} of what {@link #multiply} gives, and C {@code [taps, channels]} that of its B.
     */
    void addGradient(GatheredProduct product);
}
