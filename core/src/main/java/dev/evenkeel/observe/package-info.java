/** What a training step looks like inside, layer by layer, and which layers need attention. */
@NullMarked
package dev.evenkeel.observe;

import org.jspecify.annotations.NullMarked;
