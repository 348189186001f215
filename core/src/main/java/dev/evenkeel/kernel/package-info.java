/** The families of loops over {@code float[]} that do the work: what a provider of kernels implements. */
@NullMarked
package dev.evenkeel.kernel;

import org.jspecify.annotations.NullMarked;
