/** A small strict JSON reader and writer (RFC 8259): immutable values, checked accessors, one canonical text per value. */
@NullMarked
package dev.evenkeel.json;

import org.jspecify.annotations.NullMarked;
