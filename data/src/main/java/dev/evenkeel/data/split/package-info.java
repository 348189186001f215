/** Parts of a dataset: the given training and test part, and parts held out by a seed. */
@NullMarked
package dev.evenkeel.data.split;

import org.jspecify.annotations.NullMarked;
