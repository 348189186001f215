/** Numbers and characters as the bytes of JSON and of tensors, read and written without an object for each. */
@NullMarked
package dev.evenkeel.serve.text;

import org.jspecify.annotations.NullMarked;
