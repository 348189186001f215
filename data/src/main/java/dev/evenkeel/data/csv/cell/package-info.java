/** The cells of a column while it is read. */
@NullMarked
package dev.evenkeel.data.csv.cell;

import org.jspecify.annotations.NullMarked;
