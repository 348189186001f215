/**
 * Layers over the axes between batch and channels: convolution, pooling, padding, and what goes with them. Padded positions of
 * a mask take part like others; an output has the mask of its input where it has as many positions, else no padding.
 */
@NullMarked
package dev.evenkeel.spatial;

import org.jspecify.annotations.NullMarked;
