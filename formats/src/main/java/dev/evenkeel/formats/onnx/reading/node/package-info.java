/** The nodes of a file's graph: what they are, who needs them, and what their layers are called. */
@NullMarked
package dev.evenkeel.formats.onnx.reading.node;

import org.jspecify.annotations.NullMarked;
