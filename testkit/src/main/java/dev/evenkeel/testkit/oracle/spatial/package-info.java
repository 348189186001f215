/** Convolutions and pooling in double precision. */
@NullMarked
package dev.evenkeel.testkit.oracle.spatial;

import org.jspecify.annotations.NullMarked;
