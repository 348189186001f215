/** What a model makes of the rows of a DataFrame, in the tasks of a job. */
@NullMarked
package dev.evenkeel.spark.scoring;

import org.jspecify.annotations.NullMarked;
