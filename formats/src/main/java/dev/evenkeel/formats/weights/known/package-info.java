/** Networks of sequences that are known by what their tensors are called. */
@NullMarked
package dev.evenkeel.formats.weights.known;

import org.jspecify.annotations.NullMarked;
