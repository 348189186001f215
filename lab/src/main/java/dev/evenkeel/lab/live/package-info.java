/** Reports that are served while what they tell of goes on. */
@NullMarked
package dev.evenkeel.lab.live;

import org.jspecify.annotations.NullMarked;
