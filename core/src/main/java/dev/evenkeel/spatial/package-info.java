/** Layers over the axes between batch and channels: convolution, pooling, padding, and what goes with them. */
@NullMarked
package dev.evenkeel.spatial;

import org.jspecify.annotations.NullMarked;
