/** Whether what a model is fed still looks like what its normalization layers were trained on. */
@NullMarked
package dev.evenkeel.drift;

import org.jspecify.annotations.NullMarked;
