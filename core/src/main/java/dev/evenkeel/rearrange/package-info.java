/**
 * Layers that move the values of each example about and compute nothing: other axes, other order, some values left out, repeated
 * or put around. The batch is never touched; axis 0 is the first of an example.
 *
 * <p>Padded positions of a mask are moved like others. An output keeps the mask of its input where each of its positions holds
 * values of the same position, else none of its positions is padding.
 */
@NullMarked
package dev.evenkeel.rearrange;

import org.jspecify.annotations.NullMarked;
