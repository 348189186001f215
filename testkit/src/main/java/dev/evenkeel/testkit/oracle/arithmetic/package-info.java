/** Formulas of arithmetic on values: functions, sums and products of inputs, constants and reductions. */
@NullMarked
package dev.evenkeel.testkit.oracle.arithmetic;

import org.jspecify.annotations.NullMarked;
