/** oneDNN as a contender. */
@NullMarked
package dev.evenkeel.comparison.onednn;

import org.jspecify.annotations.NullMarked;
