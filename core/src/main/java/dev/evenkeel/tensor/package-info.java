/** Shapes and immutable tensors: the values that descriptions, models and files exchange. */
@NullMarked
package dev.evenkeel.tensor;

import org.jspecify.annotations.NullMarked;
