/** The kernels on the Vector API. */
@NullMarked
package dev.evenkeel.kernels.vector;

import org.jspecify.annotations.NullMarked;
