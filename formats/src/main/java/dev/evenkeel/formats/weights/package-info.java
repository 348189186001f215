/** Weights of other frameworks: their names, layouts and conventions, converted at the border. */
@NullMarked
package dev.evenkeel.formats.weights;

import org.jspecify.annotations.NullMarked;
