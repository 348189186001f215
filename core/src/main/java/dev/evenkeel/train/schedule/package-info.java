/** How the learning rate changes over a run. */
@NullMarked
package dev.evenkeel.train.schedule;

import org.jspecify.annotations.NullMarked;
