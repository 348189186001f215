/** The folder of a run: its files, its state, its lock. */
@NullMarked
package dev.evenkeel.cli.run;

import org.jspecify.annotations.NullMarked;
