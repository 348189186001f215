/** libtorch as a contender. */
@NullMarked
package dev.evenkeel.comparison.libtorch;

import org.jspecify.annotations.NullMarked;
