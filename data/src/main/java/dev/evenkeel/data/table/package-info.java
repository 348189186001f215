/** Tables from CSV and ARFF files, and their encoding as numbers that a network reads. */
@NullMarked
package dev.evenkeel.data.table;

import org.jspecify.annotations.NullMarked;
