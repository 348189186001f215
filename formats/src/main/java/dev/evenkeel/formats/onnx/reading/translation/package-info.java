/** The translation of a graph in progress, and what the readers of all operators share. */
@NullMarked
package dev.evenkeel.formats.onnx.reading.translation;

import org.jspecify.annotations.NullMarked;
