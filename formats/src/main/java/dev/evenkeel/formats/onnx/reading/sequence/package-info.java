/** Operators of sequences: attention, and what tells it positions. */
@NullMarked
package dev.evenkeel.formats.onnx.reading.sequence;

import org.jspecify.annotations.NullMarked;
