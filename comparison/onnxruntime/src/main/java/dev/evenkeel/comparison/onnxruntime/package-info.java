/** ONNX Runtime as a contender. */
@NullMarked
package dev.evenkeel.comparison.onnxruntime;

import org.jspecify.annotations.NullMarked;
