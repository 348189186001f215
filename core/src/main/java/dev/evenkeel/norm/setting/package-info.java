/** What normalizations are set by: scale and shift, running averages, the axes of a row. */
@NullMarked
package dev.evenkeel.norm.setting;

import org.jspecify.annotations.NullMarked;
