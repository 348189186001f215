/** How rows of a DataFrame become inputs of a network. */
@NullMarked
package dev.evenkeel.spark.rows;

import org.jspecify.annotations.NullMarked;
