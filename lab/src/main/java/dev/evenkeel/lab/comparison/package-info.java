/** Ways to train, compared on the same data with the same seeds, and what the differences say. */
@NullMarked
package dev.evenkeel.lab.comparison;

import org.jspecify.annotations.NullMarked;
