/** What a layer is, where it stands in a training program, and the layers that do not normalise. */
@NullMarked
package dev.evenkeel.layer;

import org.jspecify.annotations.NullMarked;
