/** Pictures of what was measured. */
@NullMarked
package dev.evenkeel.comparison.chart;

import org.jspecify.annotations.NullMarked;
