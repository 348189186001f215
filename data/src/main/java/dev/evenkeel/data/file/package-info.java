/** Files as bytes, for the readers of all formats. */
@NullMarked
package dev.evenkeel.data.file;

import org.jspecify.annotations.NullMarked;
