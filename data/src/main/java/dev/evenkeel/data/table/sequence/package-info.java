/** Tables whose rows are the time steps of sequences. */
@NullMarked
package dev.evenkeel.data.table.sequence;

import org.jspecify.annotations.NullMarked;
