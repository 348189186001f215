/** What ONNX's operators mean in layers of this library. */
@NullMarked
package dev.evenkeel.formats.onnx.reading;

import org.jspecify.annotations.NullMarked;
