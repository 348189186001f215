/** What is measured of layers and parameters while a training is observed. */
@NullMarked
package dev.evenkeel.train.meter;

import org.jspecify.annotations.NullMarked;
