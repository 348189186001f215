/** The generated set {@code digits}: images of the ten digits, drawn from strokes by a seed. */
@NullMarked
package dev.evenkeel.data.digits;

import org.jspecify.annotations.NullMarked;
