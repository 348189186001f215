/** The normalization family, each in one file. */
@NullMarked
package dev.evenkeel.norm;

import org.jspecify.annotations.NullMarked;
