/** What comes by without an end: sampled, kept in a reservoir, and tested window by window, for ever. */
@NullMarked
package dev.evenkeel.drift.stream;

import org.jspecify.annotations.NullMarked;
