/** Layers for sequences: attention, rotary positions, and pooling over real positions. Inputs are {@code [positions, channels]}. */
@NullMarked
package dev.evenkeel.sequence;

import org.jspecify.annotations.NullMarked;
