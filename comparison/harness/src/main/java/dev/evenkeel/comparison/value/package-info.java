/** The numbers that all contenders compute with, and how they lie in memory. */
@NullMarked
package dev.evenkeel.comparison.value;

import org.jspecify.annotations.NullMarked;
