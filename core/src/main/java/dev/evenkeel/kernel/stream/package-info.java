/** Rows that pass from where they are made to where they are read without being stored. */
@NullMarked
package dev.evenkeel.kernel.stream;

import org.jspecify.annotations.NullMarked;
