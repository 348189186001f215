/** What comes before the first layer: augmented batches, fetched ahead and checked. */
@NullMarked
package dev.evenkeel.train.input;

import org.jspecify.annotations.NullMarked;
