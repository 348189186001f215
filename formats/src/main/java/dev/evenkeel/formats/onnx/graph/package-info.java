/** What a graph offers its user: inputs, outputs, and the axis of the batch. */
@NullMarked
package dev.evenkeel.formats.onnx.graph;

import org.jspecify.annotations.NullMarked;
