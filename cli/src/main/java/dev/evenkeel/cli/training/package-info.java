/** A training run from the command line: what is recorded, watched and shown of it. */
@NullMarked
package dev.evenkeel.cli.training;

import org.jspecify.annotations.NullMarked;
