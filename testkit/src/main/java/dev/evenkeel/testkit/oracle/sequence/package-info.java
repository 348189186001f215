/** The formulas of the layers for sequences. */
@NullMarked
package dev.evenkeel.testkit.oracle.sequence;

import org.jspecify.annotations.NullMarked;
