/** Options that commands share, and the words that they take. */
@NullMarked
package dev.evenkeel.cli.option;

import org.jspecify.annotations.NullMarked;
