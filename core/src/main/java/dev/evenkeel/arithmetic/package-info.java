/** Layers that compute element by element, join inputs by arithmetic, or reduce axes; as imported networks need them. */
@NullMarked
package dev.evenkeel.arithmetic;

import org.jspecify.annotations.NullMarked;
