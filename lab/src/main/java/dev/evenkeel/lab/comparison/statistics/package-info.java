/** Intervals, tests and verdicts over seeds. */
@NullMarked
package dev.evenkeel.lab.comparison.statistics;

import org.jspecify.annotations.NullMarked;
