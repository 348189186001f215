/** Which tensor of a file belongs to which of a layer, by name or by order. */
@NullMarked
package dev.evenkeel.formats.weights.naming;

import org.jspecify.annotations.NullMarked;
