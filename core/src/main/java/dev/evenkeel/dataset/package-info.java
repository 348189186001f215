/** Examples and where they come from, as training, evaluation and recalibration see them. */
@NullMarked
package dev.evenkeel.dataset;

import org.jspecify.annotations.NullMarked;
