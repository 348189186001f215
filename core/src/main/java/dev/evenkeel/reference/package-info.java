/** Formulas in double, loop by loop: what layers are checked against, and where to read first what they compute. */
@NullMarked
package dev.evenkeel.reference;

import org.jspecify.annotations.NullMarked;
