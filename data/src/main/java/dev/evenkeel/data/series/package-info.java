/** Time series in files of sktime's form ({@code .ts}), of one length or of many. */
@NullMarked
package dev.evenkeel.data.series;

import org.jspecify.annotations.NullMarked;
