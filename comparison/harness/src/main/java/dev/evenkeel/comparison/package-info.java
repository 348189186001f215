/** What is computed, by whom, and whether the results agree: shared by the driver and the contenders' processes. */
@NullMarked
package dev.evenkeel.comparison;

import org.jspecify.annotations.NullMarked;
