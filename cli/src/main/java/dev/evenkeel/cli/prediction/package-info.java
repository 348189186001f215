/** Predictions by row, as text and as files. */
@NullMarked
package dev.evenkeel.cli.prediction;

import org.jspecify.annotations.NullMarked;
