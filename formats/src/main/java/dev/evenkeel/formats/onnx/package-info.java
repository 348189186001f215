/** Networks from ONNX files and into them. */
@NullMarked
package dev.evenkeel.formats.onnx;

import org.jspecify.annotations.NullMarked;
