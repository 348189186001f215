/** What the names of a graph stand for, and where their examples lie. */
@NullMarked
package dev.evenkeel.formats.onnx.reading.value;

import org.jspecify.annotations.NullMarked;
