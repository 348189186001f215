/** What settings must satisfy, and powers in bits that no compiler changes. */
@NullMarked
package dev.evenkeel.number;

import org.jspecify.annotations.NullMarked;
