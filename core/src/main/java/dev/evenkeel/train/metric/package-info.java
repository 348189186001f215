/** Metrics: what a model is measured by. */
@NullMarked
package dev.evenkeel.train.metric;

import org.jspecify.annotations.NullMarked;
