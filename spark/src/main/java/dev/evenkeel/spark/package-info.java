/**
 * Evenkeel on Apache Spark, as Spark's own machine learning has it: transformers that score DataFrames, and estimators that
 * learn from them.
 */
@NullMarked
package dev.evenkeel.spark;

import org.jspecify.annotations.NullMarked;
