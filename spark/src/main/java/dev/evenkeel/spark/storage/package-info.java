/** Models on the file systems that Spark reaches. */
@NullMarked
package dev.evenkeel.spark.storage;

import org.jspecify.annotations.NullMarked;
