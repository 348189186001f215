/** Evenkeel as a contender. */
@NullMarked
package dev.evenkeel.comparison.own;

import org.jspecify.annotations.NullMarked;
