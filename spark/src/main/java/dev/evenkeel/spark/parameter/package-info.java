/** Parameters that several of Evenkeel's transformers and estimators have. */
@NullMarked
package dev.evenkeel.spark.parameter;

import org.jspecify.annotations.NullMarked;
