/** The words of the Open Inference Protocol v2: requests read from JSON and binary tensors, answers written as they are. */
@NullMarked
package dev.evenkeel.serve.protocol;

import org.jspecify.annotations.NullMarked;
