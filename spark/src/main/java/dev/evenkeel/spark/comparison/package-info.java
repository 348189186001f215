/** Comparisons of arrangements whose trainings a cluster shares. */
@NullMarked
package dev.evenkeel.spark.comparison;

import org.jspecify.annotations.NullMarked;
