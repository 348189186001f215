/** The ONNX file format as it stands on disk: models, graphs, nodes and tensors, without any meaning given to operators. */
@NullMarked
package dev.evenkeel.formats.onnx.file;

import org.jspecify.annotations.NullMarked;
