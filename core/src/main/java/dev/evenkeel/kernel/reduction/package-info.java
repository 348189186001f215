/** Sums and moments of columns, planned once and run by a team. */
@NullMarked
package dev.evenkeel.kernel.reduction;

import org.jspecify.annotations.NullMarked;
