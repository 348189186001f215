/** Offers the vector kernels. */
@NullMarked
package dev.evenkeel.kernels.vector.provider;

import org.jspecify.annotations.NullMarked;
