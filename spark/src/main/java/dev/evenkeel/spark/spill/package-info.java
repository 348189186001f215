/** Rows of a task that are held in memory up to a limit, and beyond it in a file. */
@NullMarked
package dev.evenkeel.spark.spill;

import org.jspecify.annotations.NullMarked;
