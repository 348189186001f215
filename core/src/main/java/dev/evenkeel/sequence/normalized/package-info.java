/** Recurrent cells that normalise at every step, and so go through the steps of a whole batch together. */
@NullMarked
package dev.evenkeel.sequence.normalized;

import org.jspecify.annotations.NullMarked;
