/** What others call and take for granted where we do not, and what was changed in reading. */
@NullMarked
package dev.evenkeel.formats.weights.convention;

import org.jspecify.annotations.NullMarked;
