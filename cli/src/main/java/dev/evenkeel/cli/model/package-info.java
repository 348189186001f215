/** The networks and models that a command is given: files, names, weights from elsewhere, and the data that belong to them. */
@NullMarked
package dev.evenkeel.cli.model;

import org.jspecify.annotations.NullMarked;
