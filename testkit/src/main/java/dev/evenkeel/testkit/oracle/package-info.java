/** The formulas of layers in double precision, written down as plainly as they can be. */
@NullMarked
package dev.evenkeel.testkit.oracle;

import org.jspecify.annotations.NullMarked;
