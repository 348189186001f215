/** The loops over {@code float[]} that do the work, their scalar form, the team of threads, and exact statistics. */
@NullMarked
package dev.evenkeel.kernel;

import org.jspecify.annotations.NullMarked;
