/** Benchmarks of the kernels, run by JMH. */
@NullMarked
package dev.evenkeel.benchmarks;

import org.jspecify.annotations.NullMarked;
