/** Deeplearning4j as a contender. */
@NullMarked
package dev.evenkeel.comparison.dl4j;

import org.jspecify.annotations.NullMarked;
