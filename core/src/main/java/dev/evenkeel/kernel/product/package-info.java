/** Matrix products, planned once and run by a team. */
@NullMarked
package dev.evenkeel.kernel.product;

import org.jspecify.annotations.NullMarked;
