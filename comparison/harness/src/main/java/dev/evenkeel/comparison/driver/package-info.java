/** Starts the contenders, times them in turn and writes the report. */
@NullMarked
package dev.evenkeel.comparison.driver;

import org.jspecify.annotations.NullMarked;
