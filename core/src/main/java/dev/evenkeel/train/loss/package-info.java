/** Losses: what a training makes small. */
@NullMarked
package dev.evenkeel.train.loss;

import org.jspecify.annotations.NullMarked;
