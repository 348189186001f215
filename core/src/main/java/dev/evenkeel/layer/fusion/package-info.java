/** What the passes of neighbouring layers hand each other in place of stored values. */
@NullMarked
package dev.evenkeel.layer.fusion;

import org.jspecify.annotations.NullMarked;
