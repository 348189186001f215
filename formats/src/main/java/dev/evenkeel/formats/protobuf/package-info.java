/** The wire format of Protocol Buffers, which ONNX and TensorBoard share. Not exported. */
@NullMarked
package dev.evenkeel.formats.protobuf;

import org.jspecify.annotations.NullMarked;
