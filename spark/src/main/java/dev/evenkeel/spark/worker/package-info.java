/** Executors that train one model together: how they meet, and what they tell each other over Spark's own transport. */
@NullMarked
package dev.evenkeel.spark.worker;

import org.jspecify.annotations.NullMarked;
