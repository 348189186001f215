/** The trainer: its settings, a run with its checkpoints, and the model that it ends with. */
@NullMarked
package dev.evenkeel.train;

import org.jspecify.annotations.NullMarked;
