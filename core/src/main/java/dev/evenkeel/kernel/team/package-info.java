/** The threads that share the work of a plan, cut by size. */
@NullMarked
package dev.evenkeel.kernel.team;

import org.jspecify.annotations.NullMarked;
