/** Convolutions and their gradients, planned once and run by a team. */
@NullMarked
package dev.evenkeel.kernel.convolution;

import org.jspecify.annotations.NullMarked;
