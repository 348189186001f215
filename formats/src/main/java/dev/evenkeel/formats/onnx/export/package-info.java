/** Models into ONNX: the graph of a model's inference computation, and the way back to the model. */
@NullMarked
package dev.evenkeel.formats.onnx.export;

import org.jspecify.annotations.NullMarked;
