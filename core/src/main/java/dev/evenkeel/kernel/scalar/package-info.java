/** The kernels in plain Java: right everywhere, and what the others are tested against. */
@NullMarked
package dev.evenkeel.kernel.scalar;

import org.jspecify.annotations.NullMarked;
