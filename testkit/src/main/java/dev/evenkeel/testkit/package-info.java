/** The contract that every layer keeps, to test layers of one's own. */
@NullMarked
package dev.evenkeel.testkit;

import org.jspecify.annotations.NullMarked;
