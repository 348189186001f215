/** How losses and metrics read targets. */
@NullMarked
package dev.evenkeel.train.rows;

import org.jspecify.annotations.NullMarked;
