/** Folders and archives of files that are an example each, with their classes and parts. */
@NullMarked
package dev.evenkeel.data.corpus;

import org.jspecify.annotations.NullMarked;
