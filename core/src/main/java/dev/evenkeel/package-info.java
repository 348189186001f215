/** What every package of the library shares: the one exception for what a user or a file did wrong. */
@NullMarked
package dev.evenkeel;

import org.jspecify.annotations.NullMarked;
