/** Experiments on what normalization does with sequences. */
@NullMarked
package dev.evenkeel.lab.sequence;

import org.jspecify.annotations.NullMarked;
