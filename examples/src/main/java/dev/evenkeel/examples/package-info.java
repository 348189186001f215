/** Small programs that show the library. */
@NullMarked
package dev.evenkeel.examples;

import org.jspecify.annotations.NullMarked;
