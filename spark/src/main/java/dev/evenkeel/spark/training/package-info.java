/** Training on the rows of a DataFrame: what the driver plans, and what a task does. */
@NullMarked
package dev.evenkeel.spark.training;

import org.jspecify.annotations.NullMarked;
