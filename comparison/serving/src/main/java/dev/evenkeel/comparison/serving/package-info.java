/** Evenkeel's server beside ONNX Runtime behind the same HTTP server, under load. */
@NullMarked
package dev.evenkeel.comparison.serving;

import org.jspecify.annotations.NullMarked;
