/** A server of models by the Open Inference Protocol v2 over HTTP. */
@NullMarked
package dev.evenkeel.serve;

import org.jspecify.annotations.NullMarked;
