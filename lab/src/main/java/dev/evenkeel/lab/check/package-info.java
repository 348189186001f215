/** Exact consequences of the formulas of normalization, each with the bound within which it must hold. */
@NullMarked
package dev.evenkeel.lab.check;

import org.jspecify.annotations.NullMarked;
