/** How others name, lay out and order the tensors of a layer. */
@NullMarked
package dev.evenkeel.formats.weights.dialect;

import org.jspecify.annotations.NullMarked;
