/** How a table writes its numbers, and what stands for a missing one. */
@NullMarked
package dev.evenkeel.data.csv.number;

import org.jspecify.annotations.NullMarked;
