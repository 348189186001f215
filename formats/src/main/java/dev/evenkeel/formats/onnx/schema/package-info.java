/** What ONNX's operators take and give. */
@NullMarked
package dev.evenkeel.formats.onnx.schema;

import org.jspecify.annotations.NullMarked;
