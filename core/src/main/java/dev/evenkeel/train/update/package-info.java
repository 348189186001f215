/** An optimizer at work on the parameters of a program. */
@NullMarked
package dev.evenkeel.train.update;

import org.jspecify.annotations.NullMarked;
