/** A network compiled for training at one batch size: buffers, passes in order, statistics. */
@NullMarked
package dev.evenkeel.program;

import org.jspecify.annotations.NullMarked;
