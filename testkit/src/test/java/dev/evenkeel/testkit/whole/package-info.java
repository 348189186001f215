/** Whole runs, from data to predictor: interruptions, bits, allocation, real data. */
@NullMarked
package dev.evenkeel.testkit.whole;

import org.jspecify.annotations.NullMarked;
