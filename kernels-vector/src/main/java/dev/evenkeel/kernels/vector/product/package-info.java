/** Matrix products and convolutions on vector registers. */
@NullMarked
package dev.evenkeel.kernels.vector.product;

import org.jspecify.annotations.NullMarked;
