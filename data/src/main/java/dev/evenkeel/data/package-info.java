/** Data sets: read, generated or downloaded. */
@NullMarked
package dev.evenkeel.data;

import org.jspecify.annotations.NullMarked;
