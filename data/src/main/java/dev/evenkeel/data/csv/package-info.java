/** CSV texts as bytes: where fields and records end, which numbers cells write, and how to tell. */
@NullMarked
package dev.evenkeel.data.csv;

import org.jspecify.annotations.NullMarked;
