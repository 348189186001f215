/** The commands of evenkeel, one class each, and the runner that calls them. */
@NullMarked
package dev.evenkeel.cli.command;

import org.jspecify.annotations.NullMarked;
