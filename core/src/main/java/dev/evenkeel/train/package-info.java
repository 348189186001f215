/** Losses, optimizers, schedules, metrics and the trainer. */
@NullMarked
package dev.evenkeel.train;

import org.jspecify.annotations.NullMarked;
