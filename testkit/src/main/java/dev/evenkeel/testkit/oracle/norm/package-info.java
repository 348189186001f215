/** Normalizations in double precision. */
@NullMarked
package dev.evenkeel.testkit.oracle.norm;

import org.jspecify.annotations.NullMarked;
