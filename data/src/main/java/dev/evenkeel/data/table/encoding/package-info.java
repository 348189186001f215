/** From the columns of a table to inputs and targets, and back. */
@NullMarked
package dev.evenkeel.data.table.encoding;

import org.jspecify.annotations.NullMarked;
