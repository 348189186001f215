/** Columns of tables beside those of the training. */
@NullMarked
package dev.evenkeel.data.table.drift;

import org.jspecify.annotations.NullMarked;
