/** Random changes of training examples that keep their targets. */
@NullMarked
package dev.evenkeel.augment;

import org.jspecify.annotations.NullMarked;
