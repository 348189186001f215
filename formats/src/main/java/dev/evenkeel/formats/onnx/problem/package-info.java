/** What is wrong with an ONNX file, as exceptions. */
@NullMarked
package dev.evenkeel.formats.onnx.problem;

import org.jspecify.annotations.NullMarked;
