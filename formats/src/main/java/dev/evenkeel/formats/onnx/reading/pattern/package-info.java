/** What exporters write as several operators in the place of one. */
@NullMarked
package dev.evenkeel.formats.onnx.reading.pattern;

import org.jspecify.annotations.NullMarked;
